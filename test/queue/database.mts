import { createRequire } from 'node:module';
import type { Host } from '../host/install.mts';

export type Row = Record<string, unknown>;

/** n8n's database, asked directly and not through n8n. */
export interface Database {
	rows(sql: string): Promise<Row[]>;
}

export interface PostgresAddress {
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
}

interface Pg {
	Client: new (address: PostgresAddress & { connectionTimeoutMillis: number }) => {
		on(event: 'error', listener: () => void): void;
		connect(): Promise<void>;
		query(sql: string): Promise<{ rows: Row[] }>;
		end(): Promise<void>;
	};
}

/** PostgreSQL, through the driver that n8n itself brings; a connection for each question, since the server may die. */
export function postgresDatabase(host: Host, address: PostgresAddress): Database {
	const { Client } = createRequire(host.n8n)('pg') as Pg;
	return {
		async rows(sql) {
			const client = new Client({ ...address, connectionTimeoutMillis: 5000 });
			// A server that dies is told through the question that was under way.
			client.on('error', () => undefined);
			await client.connect();
			try {
				return (await client.query(sql)).rows;
			} finally {
				await client.end().catch(() => undefined);
			}
		},
	};
}

interface Sqlite3 {
	OPEN_READONLY: number;
	Database: new (
		file: string,
		mode: number,
		opened: (error: Error | null) => void,
	) => {
		all(sql: string, done: (error: Error | null, rows: Row[]) => void): void;
		close(done: () => void): void;
	};
}

/** SQLite, through the driver that n8n itself brings. */
export function sqliteDatabase(host: Host, file: string): Database {
	const sqlite3 = createRequire(host.n8n)('sqlite3') as Sqlite3;
	return {
		rows: (sql) =>
			new Promise((resolve, reject) => {
				const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (unopened) => {
					if (unopened) return reject(unopened);
					database.all(sql, (error, rows) => {
						database.close(() => (error ? reject(error) : resolve(rows)));
					});
				});
			}),
	};
}
