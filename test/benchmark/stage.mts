import { fileURLToPath } from 'node:url';
import { installedHost, type Host } from '../support/host/install.mts';
import { startN8n, type N8n } from '../support/host/n8n.mts';
import type { Report } from '../support/host/progress.mts';
import { releases } from '../support/host/recipe.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { RestClient, type Credential, type WorkflowDraft } from '../support/host/rest-client.mts';
import { shutdown } from '../support/host/shutdown.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';
import { startHelper, type Helper } from './helper.mts';
import type { SimulatorHelper } from './simulator.helper.mts';

export const release = releases['2.41'];

const fixture = fileURLToPath(new URL('fixture', import.meta.url));

export type Provider = Awaited<ReturnType<SimulatorHelper['provider']>>;

/** A fresh n8n with this package and the benchmark's own in it, beside a simulated Kopo Kopo. */
export interface Stage {
	host: Host;
	n8n: N8n;
	rest: RestClient;
	simulator: Helper<SimulatorHelper>;
	provider: Provider;
	/** For the package's own nodes. */
	credential: Credential;
	/** Stores and activates a workflow. */
	open(draft: WorkflowDraft): Promise<StoredWorkflow>;
}

/** Runs something on a stage of its own, and ends all that was started for it. */
export async function onStage<Result>(
	report: Report,
	play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
	try {
		const host = await installedHost(release, report);
		const n8n = await startN8n(host, { report, otherPackages: [fixture] });
		const rest = await RestClient.setUpOwner(n8n);
		const simulator = startHelper<SimulatorHelper>(
			new URL('simulator.helper.mts', import.meta.url),
		);
		const provider = await simulator.provider();
		const credential = await rest.createCredential(kopoKopoCredential(provider));
		const open = async (draft: WorkflowDraft) => {
			const workflow = await rest.createWorkflow(draft);
			await rest.activate(workflow);
			return workflow;
		};
		try {
			return await play({ host, n8n, rest, simulator, provider, credential, open });
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}\n\nThe end of n8n's log:\n${n8n.tail(30)}`, { cause: error });
		}
	} finally {
		await shutdown();
	}
}
