import { statfs } from 'node:fs/promises';

const gibibyte = 1024 ** 3;

export const inGiB = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GiB`;

/** The bytes that are free on a folder's disk. */
export async function freeSpace(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

export interface DiskNeed {
	folder: string;
	gibibytes: number;
	what: string;
	/** The environment variable that moves the folder. */
	movedBy: string;
}

/** @throws when a folder's disk has not enough room, before anything is half done. */
export async function requireDisk({ folder, gibibytes, what, movedBy }: DiskNeed): Promise<void> {
	const free = await freeSpace(folder);
	if (free >= gibibytes * gibibyte) return;
	throw new Error(
		`${what} needs ${gibibytes} GiB of disk, and ${folder} has ${inGiB(free)} left. ` +
			`Make room, or set ${movedBy} to a folder on a larger disk.`,
	);
}
