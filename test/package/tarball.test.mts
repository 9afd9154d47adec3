import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { npm } from '../support/host/npm.mts';
import { pack } from '../support/host/package.mts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'kopokopo-pack-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const sources = [
	'credentials',
	'nodes',
	'gulpfile.js',
	'package.json',
	'tsconfig.json',
	'.npmrc',
	'README.md',
	'LICENSE',
];

/** The sources in another folder, as if checked out at another time. */
function checkout(): string {
	const target = join(folder, 'checkout');
	for (const name of sources) {
		cpSync(name, join(target, name), { recursive: true });
		utimesSync(join(target, name), new Date(0), new Date(0));
	}
	symlinkSync(resolve('node_modules'), join(target, 'node_modules'));
	return target;
}

it('makes the same tarball in another folder and at another time', async () => {
	const here = hashOf(await pack(folder));
	const elsewhere = checkout();
	// The rest of the build is the type check, which writes nothing.
	await npm(elsewhere, ['exec', 'gulp']);
	expect(hashOf(await pack(elsewhere, elsewhere))).toBe(here);
}, 120_000);
