import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

let folder: string;

/** A package whose build records each run, and makes a dist. */
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kopokopo-dist-'));
	for (const name of ['bin', 'credentials', 'nodes']) mkdirSync(join(folder, name));
	for (const name of ['gulpfile.js', 'package.json', 'tsconfig.json', 'nodes/one.ts']) {
		writeFileSync(join(folder, name), '');
	}
	const npm = join(folder, 'bin', 'npm');
	writeFileSync(npm, '#!/bin/sh\necho "$@" >> builds\nmkdir -p dist\n');
	chmodSync(npm, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = resolve('scripts/fresh-dist.cjs');

/** Requests a dist like each command, and returns the builds that this started. */
function builds(): string[] {
	const path = [join(folder, 'bin'), process.env.PATH].join(delimiter);
	execFileSync(process.execPath, [script], { cwd: folder, env: { ...process.env, PATH: path } });
	const notes = join(folder, 'builds');
	const built = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
	rmSync(notes, { force: true });
	return built;
}

it('builds a dist only for the first command that needs one', () => {
	expect([builds(), builds(), builds()]).toEqual([['run build'], [], []]);
});

it('builds again if a source has changed, is new or is gone, or if there is no dist', () => {
	builds();
	const source = join(folder, 'nodes', 'one.ts');
	const other = join(folder, 'nodes', 'two.ts');
	for (const change of [
		() => writeFileSync(source, 'changed'),
		() => writeFileSync(other, ''),
		() => rmSync(other),
		() => rmSync(join(folder, 'dist'), { recursive: true }),
	]) {
		change();
		expect([builds(), builds()]).toEqual([['run build'], []]);
	}
});
