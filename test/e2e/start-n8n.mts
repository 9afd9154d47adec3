import { installedHost } from './host/install.mts';
import { startN8n } from './host/n8n.mts';
import { RestClient } from './host/rest-client.mts';
import { shutdown, shutdownOnSignals } from './host/shutdown.mts';
import { handOver } from './shared-n8n.mts';

/** Starts the one n8n that all test files use. */
export default async function startSharedN8n(): Promise<void> {
	const report = (line: string) => process.stdout.write(`${line}\n`);
	shutdownOnSignals((signal) => report(`${signal}: stopping n8n.`));
	try {
		const host = await installedHost(report);
		const n8n = await startN8n(host, { report });
		const rest = await RestClient.setUpOwner(n8n.url);
		handOver({ host, session: rest.session });
	} catch (error) {
		await shutdown();
		throw error;
	}
}
