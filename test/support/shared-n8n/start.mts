import { installedHost } from '../host/install.mts';
import { startN8n } from '../host/n8n.mts';
import { releaseOf } from '../host/recipe.mts';
import { startRegistry } from '../host/registry.mts';
import { RestClient } from '../host/rest-client.mts';
import { shutdown, shutdownOnSignals } from '../host/shutdown.mts';
import { serveRestarts } from './restarts.mts';
import { handOver } from './shared-n8n.mts';

/** Starts the one n8n that all test files use: with the package, or with a registry to install it from. */
export default async function startSharedN8n(release: string, hasPackage = true): Promise<void> {
	const report = (line: string) => process.stdout.write(`${line}\n`);
	shutdownOnSignals((signal) => report(`${signal}: stopping n8n.`));
	try {
		const host = await installedHost(releaseOf(release, report), report);
		const registry = hasPackage ? undefined : await startRegistry(host, report);
		let n8n = await startN8n(host, { report, hasPackage, environment: registry?.environment });
		const rest = await RestClient.setUpOwner(n8n);
		const restartUrl = await serveRestarts(async (how) => {
			n8n = await n8n.restart(how);
		});
		handOver({
			host,
			session: rest.session,
			userFolder: n8n.userFolder,
			restartUrl,
			registry: registry?.address,
		});
	} catch (error) {
		await shutdown();
		throw error;
	}
}
