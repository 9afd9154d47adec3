import { setTimeout as sleep } from 'node:timers/promises';
import { fetchOnNewConnection } from '../host/new-connection.mts';

const paths = ['/healthz', '/healthz/readiness'];
const pause = 250;
const patience = 60_000;

/** Asks n8n for its health again and again until stopped; an answer that never comes counts as status 0. */
export function watchHealth(url: string) {
	const checks: { status: number; took: number }[] = [];
	let watching = true;

	const check = async (path: string) => {
		const begun = Date.now();
		const status = await fetchOnNewConnection(url + path, {
			signal: AbortSignal.timeout(patience),
		}).then(
			(answer) => answer.status,
			() => 0,
		);
		checks.push({ status, took: Date.now() - begun });
	};
	const watch = (async () => {
		while (watching) await Promise.all([...paths.map(check), sleep(pause)]);
	})();

	return {
		/** Gives the status of every check, and the milliseconds of the longest. */
		async stop() {
			watching = false;
			await watch;
			return {
				statuses: checks.map(({ status }) => status),
				longest: Math.max(...checks.map(({ took }) => took)),
			};
		},
	};
}
