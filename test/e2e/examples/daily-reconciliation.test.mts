import { realClock, type Clock } from '../../simulator/clock.mts';
import type { Delivery } from '../../simulator/simulator.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { DataTable, StoredWorkflow } from '../../support/host/rest-client.mts';
import { openBench, type Bench } from '../../support/shared-n8n/bench.mts';
import { example } from '../../support/workflows/example.mts';

const day = 24 * 60 * 60 * 1000;

/** The simulator's time: n8n's own, or that of a day before it. */
let behind = day;
const clock: Clock = { ...realClock(), now: () => Date.now() - behind };

let bench: Bench;
let table: DataTable;
let workflow: StoredWorkflow;

const pay = (reference: string, amount: number, event = 'buygoods_transaction_received') =>
	bench.simulator.payTill({ tillNumber: '123456', amount, reference, event });

const reconcile = () => bench.next(workflow, () => bench.rest.run(workflow, 'Every morning'));

const referencesOf = (execution: Execution, node: string) =>
	execution.output(node).map(({ reference }) => reference);

const handledBy = (executions: Execution[]) =>
	executions.flatMap((execution) => referencesOf(execution, 'Handle the payment')).sort();

const nairobi = (moment: number) =>
	new Date(moment + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);

interface Observed {
	told: Execution[];
	missed: Delivery[];
	first: Execution;
	second: Execution;
}

let observed: Observed;

beforeAll(async () => {
	bench = await openBench({ clock, retryDelays: [] });
	table = await bench.rest.createDataTable('Handled payments', ['reference']);
	const dataTableId = { __rl: true, mode: 'list', value: table.id };
	workflow = await bench.open(
		await example('daily-reconciliation', [bench.credential], {
			'Not handled yet': { dataTableId },
			'Remember it': { dataTableId },
			'Forget old ones': { dataTableId },
			'Payments of the last days': { waitInterval: 1, waitTimeout: 10 },
		}),
	);
	await pay('TOLD000001', 100);
	await pay('TOLDB2B001', 200, 'b2b_transaction_received');
	const told = await bench.executions(workflow, 2);

	await bench.rest.deactivate(workflow);
	const missed = await pay('MISSED0001', 300);
	await pay('MISSED0002', 400);
	behind = 0;
	await pay('TODAY00001', 500);
	const first = await reconcile();
	observed = { told, missed, first, second: await reconcile() };
});

afterAll(() => bench.close());

it('handles what Kopo Kopo tells of', () => {
	expect(handledBy(observed.told)).toEqual(['TOLD000001', 'TOLDB2B001']);
	expect(observed.told.flatMap((one) => referencesOf(one, 'Missed payments'))).toEqual([]);
});

it('asks for whole days of Kenya', () => {
	expect(bench.sent('v1/polling')[0]).toEqual({
		scope: 'company',
		from_time: `${nairobi(Date.now() - 3 * day)}T00:00:00+03:00`,
		to_time: `${nairobi(Date.now())}T00:00:00+03:00`,
		_links: { callback_url: 'https://callback.invalid/' },
	});
});

it('finds the payments that n8n was never told of, and handles them', () => {
	expect(observed.missed[0]!.attempts[0]!.status).toBe(404);
	expect(observed.first.output('Missed payments')).toEqual([
		{
			reference: 'MISSED0001',
			amount: 300,
			currency: 'KES',
			tillNumber: '123456',
			originationTime: expect.stringMatching(/\+03:00$/),
			senderPhoneNumber: '+254999999999',
			senderFirstName: 'Jane',
			senderLastName: 'Doe',
			found: 'reconciliation',
			day: nairobi(Date.now() - day),
		},
		expect.objectContaining({ reference: 'MISSED0002' }),
	]);
	expect(handledBy([observed.first])).toEqual(['MISSED0001', 'MISSED0002']);
});

it('counts the payments of each day and till', () => {
	expect(observed.first.output('Total per till')).toEqual([
		{
			day: nairobi(Date.now() - day),
			tillNumber: '123456',
			count_reference: 4,
			sum_amount: 1000,
		},
	]);
});

it('finds nothing when it runs again', () => {
	expect(observed.second.output('Total per till')).toHaveLength(1);
	expect(observed.second.output('Missed payments')).toEqual([]);
	expect(handledBy([observed.second])).toEqual([]);
});

it('does not handle a payment again of which it is told in the end', async () => {
	await bench.rest.activate(workflow);
	const [{ url, body }] = observed.missed as [Delivery];
	const late = await bench.next(workflow, () => bench.simulator.deliver({ url, body }));
	expect(referencesOf(late, 'Payment of the event')).toEqual(['MISSED0001']);
	expect(handledBy([late])).toEqual([]);
	const rows = await bench.rest.rowsOf(table);
	expect(rows.map(({ reference }) => reference).sort()).toEqual([
		'MISSED0001',
		'MISSED0002',
		'TOLD000001',
		'TOLDB2B001',
	]);
});

it('does not take a list that failed for a day without payments', async () => {
	bench.simulator.answer({
		method: 'GET',
		path: /\/polling\//,
		body: JSON.stringify({
			data: {
				id: 'f1',
				type: 'polling',
				attributes: { status: 'Failed', transactions: [], errors: ['Try again'] },
			},
		}),
	});
	const { error } = await reconcile();
	expect(error).toContain('The payments could not be listed: Failed');
});
