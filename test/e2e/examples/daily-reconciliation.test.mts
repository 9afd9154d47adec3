import { realClock, type Clock } from '../../simulator/clock.mts';
import { hashedPhone } from '../../simulator/format.mts';
import type { Delivery } from '../../simulator/simulator.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { DataTable, StoredWorkflow } from '../../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

const day = 24 * 60 * 60 * 1000;

/** How far the simulator's time is behind n8n's, in ms. */
let behind = day;
const clock: Clock = { ...realClock(), now: () => Date.now() - behind };

let env: Environment;
let table: DataTable;
let workflow: StoredWorkflow;

const pay = (reference: string, amount: number, event = 'buygoods_transaction_received') =>
	env.simulator.payTill({ tillNumber: '123456', amount, reference, event });

const reconcile = () => env.next(workflow, () => env.rest.run(workflow, 'Every morning'));

const referencesOf = (execution: Execution, node: string) =>
	execution.output(node).map(({ reference }) => reference);

const handledBy = (executions: Execution[]) =>
	executions.flatMap((execution) => referencesOf(execution, 'Handle the payment')).sort();

const nairobi = (moment: number) =>
	new Date(moment + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);

interface Observed {
	reported: Execution[];
	missed: Delivery[];
	first: Execution;
	second: Execution;
}

let observed: Observed;

beforeAll(async () => {
	env = await openEnvironment({ clock, retryDelays: [], payerNumbers: '0722***000' });
	table = await env.rest.createDataTable('Handled payments', ['reference']);
	const dataTableId = { __rl: true, mode: 'list', value: table.id };
	workflow = await env.open(
		await example('daily-reconciliation', [env.credential], {
			'Not handled yet': { dataTableId },
			'Store the receipt': { dataTableId },
			'Delete old receipts': { dataTableId },
			'List recent payments': { waitInterval: 1, waitTimeout: 10 },
		}),
	);
	await pay('EVENT00001', 100);
	await pay('EVENTB2B01', 200, 'b2b_transaction_received');
	const reported = await env.executions(workflow, 2);

	await env.rest.deactivate(workflow);
	const missed = await pay('MISSED0001', 300);
	await pay('MISSED0002', 400);
	behind = 0;
	await pay('TODAY00001', 500);
	const first = await reconcile();
	observed = { reported, missed, first, second: await reconcile() };
});

afterAll(() => env.close());

it('handles each payment that Kopo Kopo reports', () => {
	expect(handledBy(observed.reported)).toEqual(['EVENT00001', 'EVENTB2B01']);
	expect(observed.reported.flatMap((one) => referencesOf(one, 'Missed payments'))).toEqual([]);
});

it('requests whole days of Kenyan time', () => {
	expect(env.sent('v1/polling')[0]).toEqual({
		scope: 'company',
		from_time: `${nairobi(Date.now() - 3 * day)}T00:00:00+03:00`,
		to_time: `${nairobi(Date.now())}T00:00:00+03:00`,
		_links: { callback_url: 'https://callback.invalid/' },
	});
});

it('finds the payments that n8n missed, and handles them', () => {
	expect(observed.missed[0]!.attempts[0]!.status).toBe(404);
	expect(observed.first.output('Missed payments')).toEqual([
		{
			reference: 'MISSED0001',
			amount: 300,
			currency: 'KES',
			tillNumber: '123456',
			originationTime: expect.stringMatching(/\+03:00$/),
			senderPhoneNumber: '0999***999',
			hashedSenderPhone: hashedPhone('+254999999999'),
			senderFirstName: 'Jane',
			senderLastName: 'Doe',
			found: 'reconciliation',
			day: nairobi(Date.now() - day),
		},
		expect.objectContaining({ reference: 'MISSED0002' }),
	]);
	expect(handledBy([observed.first])).toEqual(['MISSED0001', 'MISSED0002']);
});

it('adds up the payments of each day and till', () => {
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

it('does not handle a payment again if its webhook arrives late', async () => {
	await env.rest.activate(workflow);
	const [{ url, body }] = observed.missed as [Delivery];
	const late = await env.next(workflow, () => env.simulator.deliver({ url, body }));
	expect(referencesOf(late, 'From the webhook')).toEqual(['MISSED0001']);
	expect(handledBy([late])).toEqual([]);
	const rows = await env.rest.rowsOf(table);
	expect(rows.map(({ reference }) => reference).sort()).toEqual([
		'EVENT00001',
		'EVENTB2B01',
		'MISSED0001',
		'MISSED0002',
	]);
});

it('fails if Kopo Kopo does not list the payments', async () => {
	env.simulator.answer({
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
	const { status, error } = await reconcile();
	expect(status).toBe('error');
	expect(error).toContain('Kopo Kopo did not list the payments: Failed');
});
