import { startSimulator } from '../simulator/simulator.mts';
import { installedHost } from '../support/host/install.mts';
import { startN8n } from '../support/host/n8n.mts';
import type { Report } from '../support/host/progress.mts';
import { RestClient } from '../support/host/rest-client.mts';
import { sqliteDatabase } from '../support/host/sqlite.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';
import type { QueueOptions } from './options.mts';
import { beginPayout, countPayout, reached, retry } from './payments.mts';
import type { Result } from './result.mts';
import { opener, release, type Stage } from './stand.mts';

/** The same list of payments where n8n is one process with SQLite, and that is killed halfway. */
export async function tryRegular(
	report: Report,
	{ payments, rounds }: QueueOptions,
): Promise<Result[]> {
	const host = await installedHost(release, report);
	let n8n = await startN8n(host, { report });
	const rest = await RestClient.setUpOwner(n8n);
	const simulator = await startSimulator({ retryDelays: [] });
	const stage: Stage = {
		host,
		rest,
		simulator,
		credential: await rest.createCredential(kopoKopoCredential(simulator)),
		database: sqliteDatabase(host, n8n.userFolder),
		url: n8n.url,
		report,
		open: opener(rest),
	};
	const results: Result[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const payout = await beginPayout(stage, payments, { hasKeys: false });
		await reached(payout, payments / 2);
		report('n8n is killed');
		await n8n.kill();
		n8n = await n8n.restart();
		await retry(payout);
		results.push(
			await countPayout(payout, `${payments} payments, regular mode: n8n is killed, then Retry`),
		);
	}
	return results;
}
