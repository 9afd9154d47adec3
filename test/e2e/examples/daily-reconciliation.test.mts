import { realClock, type Clock } from '../../simulator/clock.mts';
import { hashedPhone } from '../../simulator/format.mts';
import type { Delivery } from '../../simulator/simulator.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { DataTable, StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
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

/** The execution that this starts, without those that handle its payments. */
const nextRun = async (start: () => Promise<unknown>): Promise<Execution> => {
	const before = new Set((await env.rest.executions(workflow)).map(({ id }) => id));
	await start();
	const first = await waitFor('new execution', 240, async () => {
		const ids = (await env.rest.executions(workflow)).map(({ id }) => id);
		const started = ids.filter((id) => !before.has(id)).map(Number);
		return started.length > 0 ? String(Math.min(...started)) : undefined;
	});
	return env.execution(workflow, first);
};

const reconcile = () => nextRun(() => env.rest.run(workflow, 'Every morning'));

const referencesOf = (execution: Execution, node: string) =>
	execution.output(node).map(({ reference }) => reference);

const handledBy = (executions: Execution[]) =>
	executions
		.flatMap((execution) => execution.output('Outcome'))
		.filter(({ error }) => error === '')
		.map(({ receipt }) => receipt)
		.sort();

/** A step that fails for receipts that start like this. */
const failingFor = (start: string) => ({
	assignments: {
		assignments: [
			{
				id: 'done',
				name: 'done',
				value: `={{ $json.reference.startsWith('${start}') ? 'no number' : 1 }}`,
				type: 'number',
			},
		],
	},
});

/** What Kopo Kopo lists in the next poll. */
const listNext = (...transactions: Array<ReturnType<typeof entry>>) =>
	env.simulator.answer({
		method: 'GET',
		path: /\/polling\//,
		times: 1,
		body: JSON.stringify({
			data: {
				id: 'l1',
				type: 'polling',
				attributes: { status: 'Success', transactions, errors: [] },
			},
		}),
	});

const entry = (reference: string | null, changes: Json = {}, type = 'Buygoods Transaction') => ({
	type,
	resource: {
		id: `id-of-${reference}`,
		amount: '100.0',
		status: 'Received',
		system: 'Lipa Na M-PESA',
		currency: 'KES',
		reference,
		till_number: '654321',
		origination_time: `${nairobi(Date.now() - day)}T12:00:00+03:00`,
		...changes,
	},
});

const totalsOf = (execution: Execution) =>
	execution
		.output('Total per till')
		.map(({ currency, payments, amount }) => [currency, payments, amount]);

const storedReceipts = async () =>
	(await env.rest.rowsOf(table)).map(({ reference }) => String(reference));

const nairobi = (moment: number) =>
	new Date(moment + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);

interface Observed {
	/** When the first execution began. */
	at: number;
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
			'Handle the payment': failingFor('FAILS'),
		}),
	);
	await pay('EVENT00001', 100);
	await pay('EVENTB2B01', 200, 'b2b_transaction_received');
	// Each has one that handles it.
	const reported = (await env.executions(workflow, 4)).filter(
		(one) => one.output('Payment arrives').length > 0,
	);

	await env.rest.deactivate(workflow);
	const missed = await pay('MISSED0001', 300);
	await pay('MISSED0002', 400);
	behind = 0;
	await pay('TODAY00001', 500);
	const at = Date.now();
	const first = await reconcile();
	observed = { at, reported, missed, first, second: await reconcile() };
});

afterAll(() => env.close());

it('handles each payment that Kopo Kopo reports', () => {
	expect(handledBy(observed.reported)).toEqual(['EVENT00001', 'EVENTB2B01']);
	expect(observed.reported.flatMap((one) => referencesOf(one, 'Missed payments'))).toEqual([]);
});

it('requests whole days of Kenyan time', () => {
	expect(env.sent('v1/polling')[0]).toEqual({
		scope: 'company',
		from_time: `${nairobi(observed.at - 3 * day)}T00:00:00+03:00`,
		to_time: `${nairobi(observed.at)}T00:00:00+03:00`,
		_links: { callback_url: 'https://callback.invalid/' },
	});
});

it('finds the payments that n8n missed, and handles them', () => {
	expect(observed.missed[0]!.attempts[0]!.status).toBe(404);
	expect(observed.first.output('Missed payments')).toEqual([
		{
			reference: 'MISSED0001',
			paid: true,
			status: 'Received',
			amount: 300,
			currency: 'KES',
			tillNumber: '123456',
			originationTime: expect.stringMatching(/\+03:00$/),
			senderPhoneNumber: '0999***999',
			hashedSenderPhone: hashedPhone('+254999999999'),
			senderFirstName: 'Jane',
			senderLastName: 'Doe',
			found: 'reconciliation',
			day: nairobi(observed.at - day),
		},
		expect.objectContaining({ reference: 'MISSED0002' }),
	]);
	expect(handledBy([observed.first])).toEqual(['MISSED0001', 'MISSED0002']);
});

it('adds up the payments of each day and till', () => {
	expect(observed.first.output('Total per till')).toEqual([
		{
			day: nairobi(observed.at - day),
			tillNumber: '123456',
			currency: 'KES',
			payments: 4,
			amount: 1000,
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
	const late = await nextRun(() => env.simulator.deliver({ url, body }));
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

it('handles and adds up only what is paid, and lists the rest for a person each morning', async () => {
	const reversed = [
		entry('EVENT00001', { status: 'Reversed', till_number: '123456' }),
		entry('REVERSED01', { status: 'Reversed' }),
		entry('PENDING001', { status: 'Pending' }),
	];
	const paid = entry('B2BPAID001', { status: 'Complete' }, 'B2b Transaction');
	for (const handled of [['B2BPAID001'], []]) {
		listNext(...reversed, paid);
		const morning = await reconcile();
		expect(handledBy([morning])).toEqual(handled);
		expect(referencesOf(morning, 'Missed payments')).toEqual(handled);
		expect(totalsOf(morning)).toEqual([['KES', 1, 100]]);
		expect(morning.output('To check')).toMatchObject([
			{ reference: 'EVENT00001', status: 'Reversed', paid: false },
			{ reference: 'REVERSED01', status: 'Reversed', paid: false },
			{ reference: 'PENDING001', status: 'Pending', paid: false },
		]);
	}
});

it('counts and handles a receipt once that is listed twice, and not if it was reversed', async () => {
	listNext(
		entry('TWICE00001'),
		entry('TWICE00001'),
		entry('BACK000001', { status: 'Reversed' }),
		entry('BACK000001'),
	);
	const morning = await reconcile();
	expect(handledBy([morning])).toEqual(['TWICE00001']);
	expect(totalsOf(morning)).toEqual([['KES', 1, 100]]);
	expect(referencesOf(morning, 'To check')).toEqual(['BACK000001']);
});

it('handles each payment without a receipt, by the ID that Kopo Kopo gave it', async () => {
	const merchant = (id: string) => entry(null, { id }, 'Merchant to Merchant Transaction');
	listNext(merchant('m2m-1'), merchant('m2m-2'));
	expect(handledBy([await reconcile()])).toEqual(['m2m-1', 'm2m-2']);
	listNext(merchant('m2m-1'), merchant('m2m-2'), merchant('m2m-3'));
	expect(handledBy([await reconcile()])).toEqual(['m2m-3']);
});

it('adds up each currency in cents', async () => {
	listNext(
		entry('CENTS00001', { amount: '0.1' }),
		entry('CENTS00002', { amount: '0.2' }),
		entry('DOLLAR0001', { amount: '5.0', currency: 'USD' }),
	);
	expect(totalsOf(await reconcile())).toEqual([
		['KES', 2, 0.3],
		['USD', 1, 5],
	]);
});

it('handles the payments behind one that fails, then fails so that it is seen', async () => {
	const list = [
		entry('FAILS00001'),
		entry('BEHIND0001'),
		entry('REVERSED02', { status: 'Reversed' }),
	];
	listNext(...list);
	const morning = await reconcile();
	expect(morning.status).toBe('error');
	expect(morning.error).toContain('These payments were not handled: FAILS00001 (');
	expect(handledBy([morning])).toEqual(['BEHIND0001']);
	expect(totalsOf(morning)).toEqual([['KES', 2, 200]]);
	expect(referencesOf(morning, 'Missed payments')).toEqual(['FAILS00001', 'BEHIND0001']);
	expect(referencesOf(morning, 'To check')).toEqual(['REVERSED02']);
	const stored = await storedReceipts();
	expect(stored).toContain('BEHIND0001');
	expect(stored).not.toContain('FAILS00001');

	listNext(...list);
	const next = await reconcile();
	expect(next.error).toContain('FAILS00001');
	expect(referencesOf(next, 'Missed payments')).toEqual(['FAILS00001']);
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
