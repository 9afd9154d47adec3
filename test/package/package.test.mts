import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[]; strict: boolean };
	dependencies?: object;
	peerDependencies: object;
};

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

const packed = () => {
	const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [{ files }] = JSON.parse(output) as [{ files: Array<{ path: string }> }];
	return files.map(({ path }) => path);
};

it('packs only dist, README, LICENSE and package.json', () => {
	const files = packed();
	expect(files.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
		'LICENSE',
		'README.md',
		'package.json',
	]);
	expect(files.filter((path) => /test|simulator|\.ts$|\.map$/.test(path))).toEqual([]);
	expect(files.filter((path) => path.endsWith('.js')).sort()).toEqual(
		[...manifest.n8n.nodes, ...manifest.n8n.credentials, 'dist/kopokopo.js'].sort(),
	);
	for (const name of [
		'KopoKopo.node.json',
		'KopoKopoTrigger.node.json',
		'KopoKopoPollingTrigger.node.json',
		'kopokopo.svg',
		'kopokopo.dark.svg',
	]) {
		expect(files).toContain(`dist/nodes/KopoKopo/${name}`);
	}
});

it('has no runtime dependency', () => {
	expect(manifest.dependencies).toBeUndefined();
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(manifest.n8n.strict).toBe(true);
});

it('uses only the hashes of Node, writes no log, and reaches the network only through n8n', () => {
	const code = readFileSync('dist/kopokopo.js', 'utf8');
	const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
	expect([...new Set(required)].sort()).toEqual(['crypto', 'n8n-workflow']);
	expect(code).not.toMatch(/\b(console|process|logger|globalThis)\??\.\w|\b(eval|fetch|import)\(/);
});

it('loads in n8n-core what the contract names', () => {
	expect(Object.keys(loader.nodeTypes).sort()).toEqual([
		'kopoKopo',
		'kopoKopoPollingTrigger',
		'kopoKopoTrigger',
	]);
	expect(Object.keys(loader.credentialTypes)).toEqual(['kopoKopoApi']);
	expect(loader.credentialTypes.kopoKopoApi!.type.displayName).toBe('Kopo Kopo API');
	const { description } = loader.nodeTypes.kopoKopo!.type as INodeType;
	expect(description).toMatchObject({
		displayName: 'Kopo Kopo',
		usableAsTool: true,
		codex: {
			categories: ['Finance & Accounting'],
			alias: expect.arrayContaining(['M-PESA', 'STK Push']),
		},
	});
});

it('has icons for both themes', () => {
	for (const { type } of Object.values(loader.nodeTypes)) {
		expect(
			type.description.icon ?? (type.description as { iconUrl?: unknown }).iconUrl,
		).toBeDefined();
	}
	for (const name of ['kopokopo.svg', 'kopokopo.dark.svg']) {
		expect(existsSync(`dist/nodes/KopoKopo/${name}`)).toBe(true);
	}
});

function* texts(value: unknown, path = ''): Generator<[string, string]> {
	if (typeof value === 'string') yield [path, value];
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) yield* texts(inner, `${path}.${key}`);
}

it('has only expressions that n8n shows, and two defaults that read the item', () => {
	const { nodeTypes, credentialTypes } = loader;
	const all = [
		...Object.values(nodeTypes).map(({ type }) => type.description),
		...Object.values(credentialTypes).map(({ type }) => type),
	];
	const expressions = all
		.flatMap((one) => [...texts(one)])
		.filter(([, text]) => text.startsWith('='));
	const inUse = expressions
		.filter(([path]) => !/^\.(subtitle|outputs|hints\.\d\.displayCondition)$/.test(path))
		.map(([, text]) => text);
	expect(inUse).toEqual(['={{ $json.id }}', '={{ $json.headers["x-kopokopo-signature"] }}']);
});

it('has the Request Options of declarative nodes, with a timeout of 30 seconds', () => {
	const { properties } = (loader.nodeTypes.kopoKopo!.type as INodeType).description;
	const declared = properties.filter(({ name }: INodeProperties) => name === 'requestOptions');
	expect(declared).toHaveLength(1);
	expect(declared[0]).toMatchObject({
		isNodeSetting: true,
		default: { timeout: 30_000 },
	});
	expect((declared[0]!.options as INodeProperties[]).map(({ name }) => name)).toEqual([
		'batching',
		'allowUnauthorizedCerts',
		'proxy',
		'timeout',
	]);
});

it('limits every field of an operation to its resources', () => {
	const { properties } = (loader.nodeTypes.kopoKopo!.type as INodeType).description;
	for (const { name, displayOptions } of properties) {
		if (['resource', 'requestOptions'].includes(name)) continue;
		expect([name, displayOptions?.show?.resource]).toEqual([name, expect.any(Array)]);
	}
});
