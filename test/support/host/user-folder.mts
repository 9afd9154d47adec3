import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { requireDisk } from './disk.mts';
import { temporaryFolder } from './folders.mts';
import { installCommunityNodes, pack } from './package.mts';
import type { Report } from './progress.mts';

/** In GiB: the database with its executions, and the packed package. */
const needed = 0.3;

export interface UserFolder {
	path: string;
	/** Removes it before this process ends. */
	remove(): Promise<void>;
}

/** A user folder for an n8n that has no package, that goes with this process. */
export async function emptyUserFolder(): Promise<UserFolder> {
	await requireDisk({
		folder: tmpdir(),
		gibibytes: needed,
		what: 'Running n8n',
		movedBy: 'TMPDIR',
	});
	return temporaryFolder(join(tmpdir(), 'n8n-kopokopo-'));
}

/**
 * A user folder for n8n with the packed package installed in it, that goes with this process.
 *
 * @param otherPackages folders of further packages that go into it beside this one
 */
export async function makeUserFolder(
	report: Report,
	otherPackages: readonly string[] = [],
): Promise<UserFolder> {
	const folder = await emptyUserFolder();
	const tarballs: string[] = [];
	for (const source of [process.cwd(), ...otherPackages]) {
		tarballs.push(await pack(folder.path, source));
	}
	const names = tarballs.map((tarball) => basename(tarball)).join(', ');
	report(`packed ${names}`);
	await installCommunityNodes(folder.path, tarballs);
	report(`installed ${names} into ${join(folder.path, '.n8n', 'nodes')}`);
	return folder;
}

/** The same packages in a folder of its own inside another, for one of several processes. */
export async function copyPackages(from: UserFolder): Promise<string> {
	const path = join(from.path, randomUUID());
	const nodes = join('.n8n', 'nodes');
	await cp(join(from.path, nodes), join(path, nodes), { recursive: true });
	return path;
}
