import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Host } from './install.mts';

export type Row = Record<string, unknown>;

/** n8n's database, asked directly and not through n8n. */
export interface Database {
	rows(sql: string): Promise<Row[]>;
}

interface Sqlite3 {
	OPEN_READWRITE: number;
	Database: new (
		file: string,
		mode: number,
		opened: (error: Error | null) => void,
	) => {
		all(sql: string, done: (error: Error | null, rows: Row[]) => void): void;
		close(done: () => void): void;
	};
}

/** The SQLite of an n8n, through the driver that n8n itself brings. */
export function sqliteDatabase(host: Host, userFolder: string): Database {
	const sqlite3 = createRequire(host.n8n)('sqlite3') as Sqlite3;
	const file = join(userFolder, '.n8n', 'database.sqlite');
	return {
		rows: (sql) =>
			new Promise((resolve, reject) => {
				const database = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (unopened) => {
					if (unopened) return reject(unopened);
					database.all(sql, (error, rows) => {
						database.close(() => (error ? reject(error) : resolve(rows)));
					});
				});
			}),
	};
}

/**
 * Has an n8n's SQLite refuse to store executions, of one workflow or of all.
 *
 * @returns what ends that
 */
export async function refuseExecutions(
	database: Database,
	workflowId?: string,
): Promise<() => Promise<unknown>> {
	const when = workflowId === undefined ? '' : `WHEN NEW.workflowId = '${workflowId}'`;
	await database.rows(
		`CREATE TRIGGER refuse BEFORE INSERT ON execution_entity ${when} BEGIN SELECT RAISE(ABORT, 'refused by a test'); END`,
	);
	return async () => await database.rows('DROP TRIGGER refuse');
}
