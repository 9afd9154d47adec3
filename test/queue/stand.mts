import { randomUUID } from 'node:crypto';
import { startSimulator, type Simulator } from '../simulator/simulator.mts';
import { installedHost, type Host } from '../support/host/install.mts';
import { launch, newEncryptionKey, ownBroker, type N8n, type Role } from '../support/host/n8n.mts';
import { freePort, loopback } from '../support/host/ports.mts';
import type { Running } from '../support/host/process.mts';
import type { Report } from '../support/host/progress.mts';
import { releases } from '../support/host/recipe.mts';
import {
	RestClient,
	type Credential,
	type StoredWorkflow,
	type WorkflowDraft,
} from '../support/host/rest-client.mts';
import type { Database } from '../support/host/sqlite.mts';
import { copyPackages, makeUserFolder } from '../support/host/user-folder.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';
import { postgresDatabase, type PostgresAddress } from './database.mts';
import { address, startNginx, type Passed } from './nginx.mts';
import { makePostgres } from './postgres.mts';
import { makeRedis } from './redis.mts';
import { supervise, type Supervised } from './supervised.mts';

export const release = releases['2.41'];

/** The processes of n8n, as examples/queue-mode/compose.yaml names them. */
const roles = {
	main: 'start',
	'worker-1': 'worker',
	'worker-2': 'worker',
	'webhook-1': 'webhook',
	'webhook-2': 'webhook',
} as const satisfies Record<string, Role>;

export type ProcessName = keyof typeof roles;

/** An n8n to try things in, in whatever mode, beside a simulated Kopo Kopo. */
export interface Stage {
	host: Host;
	rest: RestClient;
	simulator: Simulator;
	credential: Credential;
	/** n8n's own. */
	database: Database;
	/** Where n8n's webhooks are reached. */
	url: string;
	report: Report;
	/** Stores and activates a workflow. */
	open(draft: WorkflowDraft): Promise<StoredWorkflow>;
}

/** n8n in queue mode: real PostgreSQL, Redis and nginx, one main, two workers, two webhook processors. */
export interface Stand extends Stage {
	processes: Record<ProcessName, Supervised<N8n>>;
	redis: Supervised<Running>;
	postgres: Supervised<Running>;
	/** What went through nginx to webhook processors, in the order of the answers. */
	passed(): Promise<Passed[]>;
	/** Resolves when every part is ready. */
	ready(): Promise<void>;
}

/**
 * How soon the jobs of a worker that died are given up: n8n's own defaults are 60, 10 and 30 seconds, and change
 * nothing but how long this takes.
 */
const sooner = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Milliseconds after which a sender gives an answer up; n8n may be slow here, with all of it on one machine. */
const deliveryTimeout = 60_000;

/** Starts n8n in queue mode, with all that belongs to it, on loopback and ports of its own. */
export async function openStand(report: Report): Promise<Stand> {
	const host = await installedHost(release, report);
	const simulator = await startSimulator({ retryDelays: [], deliveryTimeout });
	const stores = await openStores(host, report);

	const names = Object.keys(roles) as ProcessName[];
	const ports = Object.fromEntries(
		await Promise.all(names.map(async (name) => [name, await freePort()])),
	) as Record<ProcessName, number>;
	const nginx = await startNginx({
		LISTEN: address(await freePort()),
		MAIN: address(ports.main),
		WEBHOOK_1: address(ports['webhook-1']),
		WEBHOOK_2: address(ports['webhook-2']),
	});

	const packages = await makeUserFolder(report);
	const shared = {
		...sooner,
		...stores.environment,
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: newEncryptionKey(),
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		N8N_PROXY_HOPS: '1',
		N8N_WORKER_SERVER_ADDRESS: loopback,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		[release.webhookUrlVariable]: `${nginx.url}/`,
	};
	const process = async (name: ProcessName): Promise<Supervised<N8n>> => {
		const port = ports[name];
		const setUp = {
			host,
			role: roles[name],
			userFolder: await copyPackages(packages),
			port,
			environment: {
				...shared,
				...(await ownBroker()),
				QUEUE_HEALTH_CHECK_PORT: String(port),
			},
			report: () => undefined,
		};
		return supervise(name, () => launch(setUp), report);
	};
	// Main makes the tables.
	const main = await process('main');
	const { url } = await main.ready();
	const rest = await RestClient.setUpOwner({ url, release });
	const others = await Promise.all(
		names.filter((name) => name !== 'main').map(async (name) => [name, await process(name)]),
	);
	const processes = { main, ...Object.fromEntries(others) } as Stand['processes'];
	const ready = async () => {
		const parts = [stores.postgres, stores.redis, ...Object.values(processes)];
		await Promise.all(parts.map((part) => part.ready()));
	};
	await ready();
	report(`n8n ${release.version} runs in queue mode at ${nginx.url}`);
	return {
		host,
		rest,
		simulator,
		credential: await rest.createCredential(kopoKopoCredential(simulator)),
		database: stores.database,
		url: nginx.url,
		report,
		open: opener(rest),
		processes,
		postgres: stores.postgres,
		redis: stores.redis,
		passed: nginx.passed,
		ready,
	};
}

/** Stores and activates a workflow. */
export const opener = (rest: RestClient) => async (draft: WorkflowDraft) => {
	const workflow = await rest.createWorkflow(draft);
	await rest.activate(workflow);
	return workflow;
};

/** PostgreSQL and Redis, and the settings that lead n8n to them. */
async function openStores(host: Host, report: Report) {
	const at: PostgresAddress = {
		host: loopback,
		port: await freePort(),
		user: 'n8n',
		password: randomUUID(),
		database: 'postgres',
	};
	const database = postgresDatabase(host, at);
	const postgres = supervise('PostgreSQL', await makePostgres(at, database), report);
	const redisPort = await freePort();
	const redis = supervise('Redis', makeRedis(redisPort), report);
	await Promise.all([postgres.ready(), redis.ready()]);
	return {
		database,
		postgres,
		redis,
		environment: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: at.host,
			DB_POSTGRESDB_PORT: String(at.port),
			DB_POSTGRESDB_USER: at.user,
			DB_POSTGRESDB_PASSWORD: at.password,
			DB_POSTGRESDB_DATABASE: at.database,
			// As in examples/queue-mode/compose.yaml.
			DB_POSTGRESDB_POOL_SIZE: '10',
			QUEUE_BULL_REDIS_HOST: loopback,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
		},
	};
}
