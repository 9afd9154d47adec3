import { createRequire } from 'node:module';
import type { Host } from '../support/host/install.mts';
import type { Database, Row } from '../support/host/sqlite.mts';

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
			const client = new Client({ ...address, connectionTimeoutMillis: 30_000 });
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
