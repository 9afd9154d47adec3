import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian has each version of PostgreSQL, which is not on the path. */
const postgresFolder = '/usr/lib/postgresql';

const newestFirst = (one: string, other: string) => Number(other) - Number(one);

function folders(): string[] {
	const onPath = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
	try {
		const versions = readdirSync(postgresFolder).sort(newestFirst);
		return [...onPath, ...versions.map((version) => join(postgresFolder, version, 'bin'))];
	} catch {
		return onPath;
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * The path of a program that one of Debian's packages brings.
 * @throws an error that says how to get it
 */
export function program(name: string): string {
	const found = folders()
		.map((folder) => join(folder, name))
		.find(isExecutable);
	if (found) return found;
	throw new Error(
		`There is no ${name} here. Queue mode is tested with PostgreSQL, Redis and nginx; on Debian and Ubuntu: ` +
			'apt-get update && apt-get install postgresql redis-server nginx',
	);
}

/** The version that a program tells. */
export function versionOf(name: string, option = '--version'): string {
	// nginx tells it on the other stream.
	const { stdout, stderr } = spawnSync(program(name), [option], { encoding: 'utf8' });
	const told = `${stdout}${stderr}`;
	return /\d+(\.\d+)+/.exec(told)?.[0] ?? told.trim();
}

interface Account {
	uid: number;
	gid: number;
}

const idOf = (option: string, account: string) =>
	Number(execFileSync('id', [option, account], { encoding: 'utf8' }));

/** The account that PostgreSQL has to run as, which refuses to be root; none where this process is somebody else. */
export function postgresAccount(): Account | null {
	if (process.getuid?.() !== 0) return null;
	return { uid: idOf('-u', 'postgres'), gid: idOf('-g', 'postgres') };
}
