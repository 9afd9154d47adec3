import { setTimeout as sleep } from 'node:timers/promises';

import type { Execution } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { refuseExecutions } from '../support/host/sqlite.mts';
import { waitFor } from '../support/host/wait.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { pollerNode, pollingDraft } from '../support/workflows/poller.mts';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment({ retryDelays: [], resultDelay: 500 });
});

afterAll(() => env.close());

const draft = (parameters: Record<string, unknown>) => pollingDraft(env.credential, parameters);

const pay = (reference: string, tillNumber: string) =>
	env.simulator.payTill({ tillNumber, amount: 10, reference });

const referencesIn = (executions: Execution[]) =>
	executions.flatMap((execution) => execution.output(pollerNode).map(({ reference }) => reference));

/** Waits until the last of some payments has been emitted, and gives all that were. */
const emitted = async (workflow: StoredWorkflow, last: string) =>
	await waitFor(`an execution with ${last}`, 240, async () => {
		const references = referencesIn(await env.executions(workflow, 0));
		return references.includes(last) ? references : undefined;
	});

it.each(['stop', 'kill'] as const)(
	'emits every payment once, whatever n8n does in between: %s',
	async (how) => {
		const tillNumber = `K10000${how.length}${how.charCodeAt(0)}`;
		const workflow = await env.open(draft({ scope: 'till', tillNumber }));
		const references: string[] = [];
		let isPaying = true;
		const paying = (async () => {
			while (isPaying || references.length < 60) {
				const reference = `${how.toUpperCase()}${String(references.length).padStart(4, '0')}`;
				references.push(reference);
				await pay(reference, tillNumber);
				await sleep(250);
			}
		})();
		await sleep(7_000);
		await (how === 'kill' ? env.kill() : env.restart());
		isPaying = false;
		await paying;
		const found = await emitted(workflow, references.at(-1)!);
		await env.rest.deactivate(workflow);
		expect([...found].sort()).toEqual([...references].sort());
	},
	600_000,
);

it('lists a poll that failed among the executions, with the reason, and loses nothing', async () => {
	const tillNumber = 'K100099';
	const workflow = await env.open(draft({ scope: 'till', tillNumber }));
	env.simulator.answer({
		method: 'POST',
		path: /polling/,
		status: 403,
		body: '{"error_message":"Not your till"}',
	});
	await pay('AFTER00001', tillNumber);
	const references = await emitted(workflow, 'AFTER00001');
	const executions = await env.executions(workflow, 2);

	expect(references).toEqual(['AFTER00001']);
	expect(executions.filter(({ status }) => status === 'error')).toMatchObject([
		{ error: expect.stringContaining('Not your till') },
	]);
});

it('starts again what n8n’s database refused to store', async () => {
	const { database, simulator } = env;
	const tillNumber = 'K100055';
	const workflow = await env.open(draft({ scope: 'till', tillNumber }));
	await pay('STORED0001', tillNumber);
	await emitted(workflow, 'STORED0001');
	const allow = await refuseExecutions(database, workflow.id);
	try {
		await pay('REFUSED001', tillNumber);
		const before = simulator.resources().length;
		await waitFor('polls', 240, () => simulator.resources().length > before + 2 || undefined);
		expect(referencesIn(await env.executions(workflow, 0))).toEqual(['STORED0001']);
	} finally {
		await allow();
	}

	// Where two polls were refused it, the third waits for a minute.
	const references = await emitted(workflow, 'REFUSED001');
	expect([...references].sort()).toEqual(['REFUSED001', 'STORED0001']);
});

/** Waits until a workflow has polled twice from now on. */
async function twoPolls(): Promise<void> {
	const { simulator } = env;
	const before = simulator.resources().length;
	await waitFor('two polls', 240, () => simulator.resources().length > before + 2 || undefined);
}

it('starts a workflow with a reversal only if it has selected reversals', async () => {
	const tillNumber = 'K100033';
	const scope = { scope: 'till', tillNumber };
	const payments = await env.open(draft(scope));
	const both = await env.open(draft({ ...scope, events: ['received', 'reversed'] }));
	await pay('REVERSED01', tillNumber);
	await emitted(payments, 'REVERSED01');
	await emitted(both, 'REVERSED01');
	await env.simulator.payTill({
		event: 'buygoods_transaction_reversed',
		tillNumber,
		amount: 10,
		reference: 'REVERSED01',
	});
	const items = await waitFor('the reversal', 240, async () => {
		const executions = await env.executions(both, 0);
		const found = executions.flatMap((execution) => execution.output(pollerNode));
		return found.length > 1 ? found : undefined;
	});
	await twoPolls();

	expect(items.map(({ status, paid }) => [status, paid]).sort()).toEqual([
		['Received', true],
		['Reversed', false],
	]);
	expect(await env.executions(both, 0)).toHaveLength(2);
	expect(await env.executions(payments, 0)).toHaveLength(1);
	for (const workflow of [payments, both]) await env.rest.deactivate(workflow);
});

it('finds a payment that is listed two hours late, once', async () => {
	const tillNumber = 'K100044';
	const hour = 60 * 60_000;
	const startFrom = new Date(Date.now() - 4 * hour).toISOString();
	const workflow = await env.open(draft({ scope: 'till', tillNumber, options: { startFrom } }));
	await pay('SOON000001', tillNumber);
	await emitted(workflow, 'SOON000001');
	await env.rest.deactivate(workflow);
	await env.simulator.payTill({
		tillNumber,
		amount: 10,
		reference: 'LATE000001',
		originatedAt: Date.now() - 2 * hour,
	});
	// As if the last late look had been an hour ago.
	await env.database.rows(
		`UPDATE workflow_entity SET staticData = json_set(staticData, '$."node:${pollerNode}".cursor.late.began', 0) WHERE id = '${workflow.id}'`,
	);
	await env.rest.activate(workflow);
	await emitted(workflow, 'LATE000001');
	await twoPolls();

	const references = referencesIn(await env.executions(workflow, 0));
	expect([...references].sort()).toEqual(['LATE000001', 'SOON000001']);
	await env.rest.deactivate(workflow);
});

it('cannot be activated where Kopo Kopo does not let it poll, and says why', async () => {
	const workflow = await env.store(draft({ scope: 'till', tillNumber: 'K700003' }));
	await expect(env.rest.activate(workflow)).rejects.toThrow(/balance is insufficient/);
});

it('shows the transactions of the last day for a test, or a sample', async () => {
	const tillNumber = 'K100077';
	const workflow = await env.store(draft({ scope: 'till', tillNumber }));
	const fetchTestEvent = async () =>
		(await env.next(workflow, () => env.rest.run(workflow, pollerNode))).output(pollerNode);

	expect(await fetchTestEvent()).toMatchObject([
		{ sample: expect.stringContaining('No transactions'), status: 'Sample' },
	]);
	await pay('TEST000001', tillNumber);
	await sleep(1100);
	expect(await fetchTestEvent()).toMatchObject([{ reference: 'TEST000001', amount: 10 }]);
});
