import { chown, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../support/host/folders.mts';
import { loopback } from '../support/host/ports.mts';
import { start, type Command, type Running } from '../support/host/process.mts';
import type { Database } from '../support/host/sqlite.mts';
import { waitFor } from '../support/host/wait.mts';
import type { PostgresAddress } from './database.mts';
import { postgresAccount, program } from './debian.mts';

const startSeconds = 120;

/** A command as it has to be for PostgreSQL, which refuses to run as root. */
function asPostgres(file: string, options: string[], folder: string): Command {
	const account = postgresAccount();
	const self = { folder, environment: { PATH: process.env.PATH, LANG: 'C.UTF-8' } };
	if (!account) return { ...self, file, arguments: options };
	const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
	return { ...self, file: program('setpriv'), arguments: [...identity, file, ...options] };
}

/**
 * Makes a PostgreSQL of one's own, in a folder that goes with this process: it neither needs nor touches Debian's.
 * @returns what starts it, again and again on the same data, and resolves when it answers
 */
export async function makePostgres(
	{ port, user, password }: PostgresAddress,
	database: Database,
): Promise<() => Promise<Running>> {
	const { path: folder } = temporaryFolder(join(tmpdir(), 'n8n-kopokopo-postgres-'));
	const passwordFile = join(folder, 'password');
	const data = join(folder, 'data');
	await writeFile(passwordFile, password);
	const account = postgresAccount();
	for (const path of account ? [folder, passwordFile] : []) {
		await chown(path, account!.uid, account!.gid);
	}
	const initialise = ['-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
	const made = start(asPostgres(program('initdb'), [...initialise, '-E', 'UTF8'], folder));
	const { code } = await made.ended;
	if (code !== 0) throw new Error(`PostgreSQL made no database:\n${made.tail(20)}`);

	const settings = {
		listen_addresses: loopback,
		port,
		unix_socket_directories: '',
		max_connections: 100,
	};
	const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	return async () => {
		const running = start(asPostgres(program('postgres'), ['-D', data, ...options], folder));
		await waitFor('answer of PostgreSQL', startSeconds, async () => {
			if (running.hasEnded()) throw new Error(`PostgreSQL has ended:\n${running.tail(20)}`);
			return database.rows('SELECT 1').catch(() => undefined);
		});
		return running;
	};
}
