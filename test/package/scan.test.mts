import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { pack } from '../support/host/package.mts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kopokopo-scan-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** With jest's NODE_ENV, the rules would treat every file as a node. */
const env = { ...process.env, NODE_ENV: undefined };

/** Scans a source folder and a tarball like the release. */
function scan(source: string, ...tarball: string[]) {
	const script = resolve('scripts/release/scan.mts');
	const tsx = resolve('node_modules/tsx/dist/loader.mjs');
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--import', `file://${tsx}`, script, ...tarball],
		{ cwd: source, encoding: 'utf8', env },
	);
	return { status, output: stdout + stderr };
}

/** A copy of the package, with these files instead of its nodes. */
function copyWith(changes: Readonly<Record<string, string>>): string {
	const target = join(folder, 'source');
	for (const name of ['credentials', 'dist', 'package.json', 'README.md', 'LICENSE']) {
		cpSync(name, join(target, name), { recursive: true });
	}
	for (const [name, text] of Object.entries(changes)) {
		mkdirSync(dirname(join(target, name)), { recursive: true });
		writeFileSync(join(target, name), text);
	}
	return target;
}

it('finds nothing with n8n and publint in the source and in the tarball', async () => {
	expect(scan('.', await pack(folder))).toEqual({
		status: 0,
		output: 'n8n and publint find nothing.\n',
	});
}, 60_000);

it('finds problems that a comment hides, in the source and in built files', async () => {
	const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as object;
	const noise = '/* eslint-disable */\nconsole.log(1);\n';
	const source = copyWith({
		'nodes/KopoKopo/noise.ts': noise,
		'dist/noise.js': noise,
		'package.json': JSON.stringify({ ...manifest, main: 'dist/missing.js' }),
	});
	const { status, output } = scan(source, await pack(folder, source));
	expect(output).toMatch(/noise\.ts[\s\S]*no-console[\s\S]*noise\.js[\s\S]*no-console/);
	expect(output).toContain('publint: pkg.main is');
	expect(status).toBe(1);
}, 60_000);
