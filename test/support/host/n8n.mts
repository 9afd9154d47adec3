import { randomBytes } from 'node:crypto';
import { delimiter, dirname, join } from 'node:path';
import type { Host } from './install.mts';
import { fetchOnNewConnection } from './new-connection.mts';
import { freePort, loopback } from './ports.mts';
import { start, type Running } from './process.mts';
import type { Report } from './progress.mts';
import type { Release } from './recipe.mts';
import { emptyUserFolder, makeUserFolder } from './user-folder.mts';
import { waitFor } from './wait.mts';

/** A running process of n8n. */
export interface N8n {
	url: string;
	pid: number;
	release: Release;
	userFolder: string;
	tail(lines: number): string;
	ended: Running['ended'];
	/** Ends it at once, as a crash or a lost machine does. */
	kill(): Promise<void>;
	/** Stops or kills it and starts it again at the same address, with all that it has stored. */
	restart(how?: 'stop' | 'kill'): Promise<N8n>;
}

/** What an n8n can run as: all of it, or a part of it in queue mode. */
export type Role = 'start' | 'worker' | 'webhook';

const startSeconds = 240;

/** For the answer to one check of the readiness. */
const answerMilliseconds = 30_000;

export interface StartOptions {
	report: Report;
	port?: number;
	/** Whether it has this package from the start. Default: true. */
	hasPackage?: boolean;
	/** Folders of further packages that go into it beside this one. */
	otherPackages?: string[];
	/** Settings of n8n beside those that every one of them has. */
	environment?: Record<string, string>;
}

/** Starts n8n on a fresh user folder, into which it has packed and installed this package. */
export async function startN8n(
	host: Host,
	{ report, port, hasPackage = true, otherPackages, environment }: StartOptions,
): Promise<N8n> {
	const userFolder = await (hasPackage ? makeUserFolder(report, otherPackages) : emptyUserFolder());
	try {
		return await launch({
			host,
			role: 'start',
			userFolder: userFolder.path,
			port: port ?? (await freePort()),
			environment: {
				N8N_ENCRYPTION_KEY: newEncryptionKey(),
				...(await ownBroker()),
				...environment,
			},
			report,
		});
	} catch (error) {
		await userFolder.remove();
		throw error;
	}
}

export const newEncryptionKey = () => randomBytes(24).toString('hex');

/** Each process has a broker of its own for what its task runner does. */
export const ownBroker = async () => ({ N8N_RUNNERS_BROKER_PORT: String(await freePort()) });

export interface Launch {
	host: Host;
	role: Role;
	userFolder: string;
	port: number;
	/** Beside the settings that every n8n has here. */
	environment: Record<string, string>;
	report: Report;
}

/** Starts a process of n8n and waits until it is ready. */
export async function launch(setUp: Launch): Promise<N8n> {
	const { host, role, userFolder, port, report } = setUp;
	const url = `http://${loopback}:${port}`;
	const running = start({
		file: host.node,
		arguments: [host.n8n, role],
		folder: userFolder,
		environment: environment(setUp),
	});
	try {
		await waitFor('readiness of n8n', startSeconds, () => ready(url, role, running));
	} catch (error) {
		const log = running.tail(40);
		await running.stop();
		throw new Error(`n8n did not start: ${String(error)}\nThe end of its log:\n${log}`);
	}
	report(`n8n ${host.release.version} answers at ${url}`);
	return {
		url,
		pid: running.pid!,
		release: host.release,
		userFolder,
		tail: running.tail,
		ended: running.ended,
		kill: running.kill,
		async restart(how = 'stop') {
			await running[how]();
			return launch(setUp);
		},
	};
}

async function ready(url: string, role: Role, running: Running): Promise<true | undefined> {
	if (running.hasEnded()) throw new Error('its process has ended');
	const signal = () => AbortSignal.timeout(answerMilliseconds);
	const answer = await fetchOnNewConnection(`${url}/healthz/readiness`, { signal: signal() }).catch(
		() => null,
	);
	if (!answer?.ok) return undefined;
	if (role !== 'start') return true;
	const settings = await fetchOnNewConnection(`${url}/rest/settings`, { signal: signal() }).catch(
		() => null,
	);
	return settings?.ok && settings.headers.get('content-type')?.includes('json') ? true : undefined;
}

/** Of the caller's environment only what n8n's own process needs, so that no setting of theirs leaks in. */
const inherited = ['HOME', 'LANG', 'TMPDIR', 'TZ'];

function environment({ host, userFolder, port, environment: more }: Launch) {
	const kept = inherited.map((name) => [name, process.env[name]]);
	const url = `http://${loopback}:${port}/`;
	return {
		...Object.fromEntries(kept),
		PATH: [dirname(host.node), process.env.PATH].join(delimiter),
		// A start takes a fifth less of the processor's time with it.
		NODE_COMPILE_CACHE: join(host.folder, 'compiled'),
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: loopback,
		[host.release.webhookUrlVariable]: url,
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		EXTERNAL_FRONTEND_HOOKS_URLS: '',
		...host.release.environment,
		...more,
	};
}
