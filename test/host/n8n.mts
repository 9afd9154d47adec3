import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { requireDisk } from './disk.mts';
import { temporaryFolder } from './folders.mts';
import type { Host } from './install.mts';
import { installCommunityNodes, pack } from './package.mts';
import { freePort, loopback } from './ports.mts';
import type { Report } from './progress.mts';
import type { Release } from './recipe.mts';
import { start, type Command, type Running } from './process.mts';
import { waitFor } from './wait.mts';

/** A running n8n with the packed package in it, in a user folder that goes with this process. */
export interface N8n {
	url: string;
	pid: number;
	release: Release;
	tail(lines: number): string;
	ended: Running['ended'];
	/** Stops it and starts it again at the same address, with all that it has stored. */
	restart(): Promise<N8n>;
}

const startSeconds = 180;

/** In GiB: the database with its executions, and the packed package. */
const userFolderNeeded = 0.3;

export interface StartOptions {
	report: Report;
	port?: number;
	/** Folders of further packages that go into it beside this one. */
	otherPackages?: string[];
}

/** Packs this package, installs it into a fresh user folder and starts n8n on it. */
export async function startN8n(
	host: Host,
	{ report, port, otherPackages = [] }: StartOptions,
): Promise<N8n> {
	await requireDisk({
		folder: tmpdir(),
		gibibytes: userFolderNeeded,
		what: 'Running n8n',
		movedBy: 'TMPDIR',
	});
	const { path: userFolder, remove } = temporaryFolder(join(tmpdir(), 'n8n-kopokopo-'));
	const tarballs: string[] = [];
	for (const source of [process.cwd(), ...otherPackages]) {
		tarballs.push(await pack(userFolder, source));
	}
	const names = tarballs.map((tarball) => basename(tarball)).join(', ');
	report(`packed ${names}`);
	await installCommunityNodes(userFolder, tarballs);
	report(`installed ${names} into ${join(userFolder, '.n8n', 'nodes')}`);

	const listening = port ?? (await freePort());
	const url = `http://${loopback}:${listening}`;
	const command: Command = {
		file: host.node,
		arguments: [host.n8n, 'start'],
		folder: userFolder,
		environment: environment(host, userFolder, listening, await freePort()),
	};
	try {
		return await launch({ command, release: host.release, url, report });
	} catch (error) {
		await remove();
		throw error;
	}
}

interface Launch {
	command: Command;
	release: Release;
	url: string;
	report: Report;
}

async function launch(setUp: Launch): Promise<N8n> {
	const { command, release, url, report } = setUp;
	const running = start(command);
	try {
		await waitFor('readiness of n8n', startSeconds, () => ready(url, running));
	} catch (error) {
		const log = running.tail(40);
		await running.stop();
		throw new Error(`n8n did not start: ${String(error)}\nThe end of its log:\n${log}`);
	}
	report(`n8n ${release.version} answers at ${url}`);
	return {
		url,
		pid: running.pid!,
		release,
		tail: running.tail,
		ended: running.ended,
		async restart() {
			await running.stop();
			return launch(setUp);
		},
	};
}

async function ready(url: string, running: Running): Promise<true | undefined> {
	if (running.hasEnded()) throw new Error('its process has ended');
	const answer = await fetch(`${url}/healthz/readiness`).catch(() => null);
	if (!answer?.ok) return undefined;
	const settings = await fetch(`${url}/rest/settings`).catch(() => null);
	return settings?.ok && settings.headers.get('content-type')?.includes('json') ? true : undefined;
}

/** Of the caller's environment only what n8n's own process needs, so that no setting of theirs leaks in. */
const inherited = ['HOME', 'LANG', 'TMPDIR', 'TZ'];

function environment(host: Host, userFolder: string, port: number, brokerPort: number) {
	const kept = inherited.map((name) => [name, process.env[name]]);
	const url = `http://${loopback}:${port}/`;
	return {
		...Object.fromEntries(kept),
		PATH: [dirname(host.node), process.env.PATH].join(delimiter),
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: loopback,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
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
	};
}
