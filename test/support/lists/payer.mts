import { randomUUID } from 'node:crypto';
import { readExecution, type Execution, type Json } from '../host/executions.mts';
import type { StoredWorkflow, WorkflowDraft } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { kopoKopoCredential } from '../workflows/credential.mts';
import { payList, type ListedPayment } from '../workflows/pay-list.mts';
import type { PaymentApi } from './payment-api.mts';

const patience = 600;

const ended = new Set(['success', 'error', 'crashed', 'canceled']);

/** A list of different payments, each with an order of its own, which is its destination too. */
export function listOf(count: number): ListedPayment[] {
	const name = randomUUID();
	return Array.from({ length: count }, (_, index) => {
		const order = `${name} ${index}`;
		return { order, amount: 100, destination: order };
	});
}

/** What came of a run. */
export interface Outcome {
	status: number;
	/** One for each item, where the run has succeeded. */
	items: Json[];
	/** Milliseconds until the answer. */
	took: number;
}

/** A workflow that pays the lists that it is posted. */
export interface Payer {
	workflow: StoredWorkflow;
	/** Sets whether it sends the payments with keys. */
	useKeys(hasKeys: boolean): Promise<void>;
	/** Runs the workflow, and waits for its end. */
	pay(list: ListedPayment[]): Promise<Outcome>;
	/** Has n8n killed once the API was sent so many payments of a list. @returns the execution that was cut off */
	payAndKill(list: ListedPayment[], count: number): Promise<Execution>;
	/** Retries an execution from n8n's list, with the workflow as it was. */
	retry(execution: Execution): Promise<Execution>;
	/** The newest execution, when it has ended. */
	newest(): Promise<Execution>;
}

export async function openPayer(
	env: Pick<Environment, 'rest' | 'open' | 'post' | 'kill' | 'host'>,
	api: PaymentApi,
	{ hasKeys, settings }: { hasKeys: boolean; settings?: Record<string, unknown> },
): Promise<Payer> {
	const path = randomUUID();
	const credential = await env.rest.createCredential(kopoKopoCredential(api));
	const ids = [randomUUID(), randomUUID(), randomUUID()];
	const draftOf = (withKeys: boolean): WorkflowDraft => {
		const draft = payList(credential, path, { hasKeys: withKeys });
		const [webhook, , pay] = draft.nodes;
		Object.assign(webhook!.parameters, { responseMode: 'lastNode', responseData: 'allEntries' });
		// With more expressions, n8n would spend most of its time on them.
		Object.assign(pay!.parameters, {
			amount: 100,
			options: { callbackUrl: 'https://example.com/callback' },
			requestOptions: {},
		});
		delete pay!.onError;
		draft.nodes.forEach((node, index) => Object.assign(node, { id: ids[index] }));
		return { ...draft, ...(settings && { settings }) };
	};
	const workflow = await env.open(draftOf(hasKeys));

	const newest = async () => {
		const summary = await waitFor('execution that has ended', patience, async () => {
			const [first] = await env.rest.executions(workflow);
			return first && ended.has(first.status) ? first : undefined;
		});
		return await readExecution(env.rest, env.host, summary);
	};
	const payer: Payer = {
		workflow,
		newest,
		async useKeys(withKeys) {
			await env.rest.activate(await env.rest.updateWorkflow(workflow, draftOf(withKeys)));
		},
		async pay(payments) {
			const begun = performance.now();
			const { status, body } = await env.post(path, { payments });
			const took = Math.round(performance.now() - begun);
			return { status, items: Array.isArray(body) ? (body as Json[]) : [], took };
		},
		async payAndKill(payments, count) {
			api.holdAfter(count);
			const answer = payer.pay(payments).catch(() => undefined);
			await waitFor(`${count} payments`, patience, () => api.sent.length > count || undefined);
			await env.kill();
			await answer;
			api.holdAfter(Infinity);
			return await newest();
		},
		async retry({ id }) {
			const { length } = await env.rest.executions(workflow);
			await env.rest.retry(id);
			await waitFor('Retry', patience, async () => {
				const executions = await env.rest.executions(workflow);
				return executions.length > length || undefined;
			});
			return await newest();
		},
	};
	return payer;
}
