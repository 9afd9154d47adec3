import { randomUUID } from 'node:crypto';

import type { Delivery, Payment } from '../../simulator/simulator.mts';
import { request } from '../../support/e2e/matching.mts';
import { describeExample } from '../../support/e2e/releases.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

const never = '0 0 0 29 2 *';
const phone = '+254722000111';
const asEntered = '0722 000 111';

interface Order {
	order: string;
	amount: number;
	phone?: string;
	receipt?: string;
	status?: string;
}

describeExample('match-payments')('the example that matches payments to orders', () => {
	let env: Environment;
	let workflow: StoredWorkflow;
	let resultUrl: string;

	beforeAll(async () => {
		env = await openEnvironment({
			payerNumbers: '0722***000',
			resultDelay: 100,
			// Without retries, each delivery is one execution.
			retryDelays: [],
		});
		const webhookId = randomUUID();
		resultUrl = `${env.url}/webhook/${webhookId}/kopokopo`;
		const draft = await example('match-payments', [env.credential], {
			// So that copies reach the workflow, as they do across a restart.
			'Payment arrives': { options: { skipDuplicates: false } },
			// Only when a test runs them: 29 February at midnight.
			'Every ten minutes': { rule: { interval: [{ field: 'cronExpression', expression: never }] } },
			'Check for payments': { pollTimes: { item: [{ mode: 'custom', cronExpression: never }] } },
		});
		// What a user has in its place, here a step that fails for one order.
		const deliver = {
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: {
				jsCode: `if ($('Decide').first().json.order === 'FAILS-1') throw new Error('No courier');\nreturn $input.all();`,
			},
		};
		const nodes = draft.nodes.map((node) => ({
			...node,
			...(node.name === 'Result arrives' && { webhookId }),
			...(node.name === 'Deliver the order' && deliver),
		}));
		const withUrl = JSON.stringify({ ...draft, nodes }).replace(
			'https://callback.invalid/',
			resultUrl,
		);
		workflow = await env.open(JSON.parse(withUrl) as typeof draft);
		await next(runTimer);
	});

	afterAll(() => env.close());

	const table = (name: string) => env.rest.findDataTable(name);
	const place = async (...orders: Order[]) =>
		env.rest.addRows(await table('Shop orders'), orders as unknown as Json[]);
	const orderOf = async (order: string) =>
		(await env.rest.rowsOf(await table('Shop orders'))).find((row) => row.order === order);
	const rowsOf = async (receipt: string) =>
		(await env.rest.rowsOf(await table('Shop payments'))).filter((row) => row.receipt === receipt);

	const pay = (reference: string, amount: number, changes: Partial<Payment> = {}) =>
		env.simulator.payTill({
			tillNumber: '123456',
			amount,
			reference,
			phoneNumber: phone,
			...changes,
		});
	const reverse = (reference: string, amount: number, changes: Partial<Payment> = {}) =>
		pay(reference, amount, { event: 'buygoods_transaction_reversed', ...changes });
	const again = ({ url, body }: Delivery) => env.simulator.deliver({ url, body });
	const runTimer = () => env.rest.run(workflow, 'Every ten minutes');
	const runPoll = () => env.rest.run(workflow, 'Check for payments');

	/** The executions that something starts, once they have ended. */
	const started = async (count: number, start: () => Promise<unknown>): Promise<Execution[]> => {
		const before = new Set((await env.rest.executions(workflow)).map(({ id }) => id));
		await start();
		const found = await waitFor(`${count} execution(s)`, 240, async () => {
			const since = (await env.rest.executions(workflow)).filter(({ id }) => !before.has(id));
			return since.length >= count ? since : undefined;
		});
		return Promise.all(found.map(({ id }) => env.execution(workflow, id)));
	};
	const next = async (start: () => Promise<unknown>) => (await started(1, start))[0]!;

	const delivered = (executions: Execution[]) =>
		executions.flatMap((execution) => execution.output('Deliver the order'));
	const told = (executions: Execution[]) =>
		executions.flatMap((execution) => execution.output('Tell a person'));

	const prompts = () => env.sent('v1/incoming_payments');

	/** An STK push of another workflow, whose result names the order. */
	const requestFor = async (order: string, amount: number, phoneNumber = phone) => {
		const sender = await env.store(
			request(env.credential, {
				resource: 'stkPush',
				operation: 'requestPayment',
				tillNumber: '123456',
				phoneNumber,
				amount,
				waitForResult: false,
				options: { callbackUrl: resultUrl, metadata: { pair: [{ key: 'order', value: order }] } },
			}),
		);
		await env.next(sender, () => env.rest.run(sender, 'Start'));
	};

	it('creates its tables when the timer runs', async () => {
		expect(await env.rest.rowsOf(await table('Shop orders'))).toEqual([]);
		expect(await env.rest.rowsOf(await table('Shop payments'))).toEqual([]);
	});

	it('matches by phone number and amount', async () => {
		await place(
			{ order: 'PHONE-1', amount: 250, phone: asEntered },
			{ order: 'PHONE-2', amount: 251, phone: asEntered },
			{ order: 'PHONE-3', amount: 250, phone: '0722999111' },
		);
		const execution = await next(() => pay('PHONE00001', 250));
		expect(execution.status).toBe('success');
		expect(delivered([execution])).toMatchObject([{ receipt: 'PHONE00001', order: 'PHONE-1' }]);
		expect(await orderOf('PHONE-1')).toMatchObject({
			status: 'paid',
			paid: 250,
			receipts: 'PHONE00001',
		});
		expect(await rowsOf('PHONE00001')).toMatchObject([{ status: 'paid', amount: 250 }]);
		for (const other of ['PHONE-2', 'PHONE-3']) {
			expect(await orderOf(other)).toMatchObject({ status: null, paid: null });
		}
	});

	it('matches by the receipt that the customer enters, also after the payment', async () => {
		await place({ order: 'RECEIPT-1', amount: 30, receipt: ' entered001 ' });
		expect(delivered([await next(() => pay('ENTERED001', 30))])).toHaveLength(1);

		const first = await next(() => pay('ENTERED002', 40));
		expect(told([first])).toMatchObject([
			{ reason: 'No open order has this receipt, or this phone number and amount.' },
		]);
		await place({ order: 'RECEIPT-2', amount: 40, receipt: 'ENTERED002' });
		expect(delivered([await next(runTimer)])).toMatchObject([{ order: 'RECEIPT-2' }]);
		expect(await rowsOf('ENTERED002')).toMatchObject([{ status: 'paid', order: 'RECEIPT-2' }]);
	});

	it('matches the result of an STK push by metadata, and counts its event once', async () => {
		await place({ order: 'STK-1', amount: 60 });
		const executions = await started(2, () => requestFor('STK-1', 60));
		expect(delivered(executions)).toHaveLength(1);
		expect(await orderOf('STK-1')).toMatchObject({ status: 'paid', paid: 60 });
	});

	it('counts nothing for an STK push that the customer declines', async () => {
		await place({ order: 'STK-2', amount: 61 });
		const execution = await next(() => requestFor('STK-2', 61, '+254700000002'));
		expect(execution.status).toBe('success');
		expect(execution.output('Keep the payment')).toEqual([]);
		expect(await orderOf('STK-2')).toMatchObject({ status: null, paid: null });
	});

	it('matches a payment link by its reference', async () => {
		await place({ order: 'LINK-1', amount: 70 });
		const sender = await env.store(
			request(env.credential, {
				resource: 'paymentLink',
				operation: 'create',
				tillNumber: '123456',
				amount: 70,
				options: { paymentReference: 'LINK-1', callbackUrl: resultUrl },
			}),
		);
		await env.next(sender, () => env.rest.run(sender, 'Start'));
		const link = env.simulator.resources().find(({ type }) => type === 'payment_link')!;
		const executions = await started(2, () => env.simulator.payLink(link.id));
		expect(delivered(executions)).toHaveLength(1);
		expect(await orderOf('LINK-1')).toMatchObject({ status: 'paid', paid: 70 });
	});

	it('requests what is missing once, and counts both payments', async () => {
		await place({ order: 'PART-1', amount: 1000, phone: asEntered, receipt: 'PARTLY0001' });
		const before = prompts().length;
		const executions = await started(3, () => pay('PARTLY0001', 400));
		expect(prompts().slice(before)).toMatchObject([
			{
				amount: { value: 600 },
				subscriber: { phone_number: phone },
				metadata: { order: 'PART-1' },
			},
		]);
		expect(delivered(executions)).toHaveLength(1);
		expect(await orderOf('PART-1')).toMatchObject({ status: 'paid', paid: 1000 });
		expect(await rowsOf('PARTLY0001')).toMatchObject([
			{ status: 'part paid', reason: 'KES 600 is missing.' },
		]);
	});

	it('asks a person if the missing amount cannot be requested', async () => {
		await place(
			{ order: 'PART-2', amount: 100, receipt: 'PARTLY0002' },
			{ order: 'PART-3', amount: 100, receipt: 'PARTLY0003', phone: '0722***111' },
			{ order: 'PART-4', amount: 90_000, receipt: 'PARTLY0004', phone: asEntered },
		);
		const before = prompts().length;
		const executions = await started(3, async () => {
			for (const id of [2, 3, 4]) await pay(`PARTLY000${id}`, 50);
		});
		expect(told(executions)).toHaveLength(3);
		expect(prompts()).toHaveLength(before);
		expect(await rowsOf('PARTLY0002')).toMatchObject([
			{
				status: 'to check',
				reason: 'KES 50 is missing, and order PART-2 has no full phone number.',
			},
		]);
		expect(await rowsOf('PARTLY0004')).toMatchObject([
			{
				status: 'to check',
				reason: expect.stringMatching(
					/^KES 89950 is missing\. The request for it failed: .*20,000/,
				),
			},
		]);
		expect(await orderOf('PART-4')).toMatchObject({ status: 'part paid', paid: 50 });
	});

	it('asks a person, and never again the customer, if it is unknown whether a request was sent', async () => {
		await place({ order: 'PART-5', amount: 100, receipt: 'PARTLY0005', phone: asEntered });
		const before = prompts().length;
		env.simulator.answer({ method: 'POST', path: /incoming_payments/, status: 502, body: '' });
		const execution = await next(() => pay('PARTLY0005', 50));
		expect(told([execution])).toHaveLength(1);
		await next(runTimer);
		expect(prompts()).toHaveLength(before + 1);
		expect(await rowsOf('PARTLY0005')).toMatchObject([{ status: 'to check' }]);
	});

	it('asks a person about a payment that is too large', async () => {
		await place({ order: 'OVER-1', amount: 80, receipt: 'OVERPAID01' });
		const execution = await next(() => pay('OVERPAID01', 85.5));
		expect(told([execution])).toMatchObject([
			{ status: 'to check', reason: 'Order OVER-1 got KES 5.5 too much.' },
		]);
		expect(await orderOf('OVER-1')).toMatchObject({ status: 'overpaid', paid: 85.5 });
	});

	it('does not guess between several orders, and asks a person once', async () => {
		await place(
			{ order: 'SEVERAL-1', amount: 91, phone: asEntered },
			{ order: 'SEVERAL-2', amount: 91, phone },
		);
		const executions = [await next(() => pay('SEVERAL001', 91)), await next(runTimer)];
		expect(told(executions)).toMatchObject([
			{ status: 'unmatched', reason: 'Several orders match: SEVERAL-1, SEVERAL-2.' },
		]);
		expect(await orderOf('SEVERAL-1')).toMatchObject({ status: null });
	});

	it('lets one of ten payments at the same moment pay the order, by phone number', async () => {
		await place({ order: 'TEN-1', amount: 120, phone: asEntered });
		const receipts = Array.from({ length: 10 }, (_, index) => `TENTIMES0${index}`);
		const executions = await started(10, () =>
			Promise.all(receipts.map((receipt) => pay(receipt, 120))),
		);
		expect(executions.map(({ status }) => status)).toEqual(Array(10).fill('success'));
		await expectOnePaid('TEN-1', 120, receipts, executions);
	});

	it('lets one of ten payments that name the order pay it', async () => {
		await place({ order: 'TEN-2', amount: 130 });
		await started(2, () => requestFor('TEN-3', 130));
		const result = env.simulator.deliveries.find(({ url, body }) => {
			return url === resultUrl && body.includes('TEN-3');
		})!;
		const { id } = JSON.parse(result.body).data as { id: string };
		const [, receipt] = /"reference":"(\w+)"/.exec(result.body)!;
		const receipts = Array.from({ length: 10 }, (_, index) => `TENRESULT${index}`);
		const copies = receipts.map((other) =>
			result.body
				.replaceAll('TEN-3', 'TEN-2')
				.replaceAll(id, randomUUID())
				.replaceAll(receipt!, other),
		);
		const executions = await started(10, () =>
			Promise.all(copies.map((body) => env.simulator.deliver({ url: resultUrl, body }))),
		);
		await expectOnePaid('TEN-2', 130, receipts, executions);
	});

	async function expectOnePaid(
		order: string,
		amount: number,
		receipts: string[],
		executions: Execution[],
	) {
		expect(delivered(executions)).toHaveLength(1);
		const rows = await env.rest.rowsOf(await table('Shop payments'));
		const statuses = rows
			.filter(({ receipt }) => receipts.includes(String(receipt)))
			.map(({ status }) => status);
		expect(statuses.sort()).toEqual(['paid', ...Array<string>(9).fill('to refund')]);
		const stored = await orderOf(order);
		expect(stored).toMatchObject({ status: 'paid', paid: amount });
		expect(receipts).toContain(stored!.receipts);
		const refunds = executions.flatMap((one) => one.output('Tell the refund desk'));
		expect(refunds).toHaveLength(9);
	}

	it('counts an event once that comes four times at once', async () => {
		await place({ order: 'COPIES-1', amount: 140, receipt: 'COPIES0001' });
		let first: Delivery | undefined;
		await next(async () => {
			[first] = await pay('COPIES0000', 1);
		});
		const body = first!.body
			.replaceAll('COPIES0000', 'COPIES0001')
			.replace(/"amount":"?1(\.0)?"?/, '"amount":140');
		const executions = await started(4, () =>
			Promise.all(
				Array.from({ length: 4 }, () => env.simulator.deliver({ url: first!.url, body })),
			),
		);
		expect(delivered(executions)).toHaveLength(1);
		expect(await orderOf('COPIES-1')).toMatchObject({ paid: 140, receipts: 'COPIES0001' });
	});

	it('opens an order again whose payment was reversed, and counts no late copy of it', async () => {
		await place({ order: 'REVERSE-1', amount: 150, receipt: 'REVERSED01' });
		let event: Delivery | undefined;
		await next(async () => {
			[event] = await pay('REVERSED01', 150);
		});
		const execution = await next(() => reverse('REVERSED01', 150));
		expect(told([execution])).toMatchObject([{ reason: 'Reversed. Order REVERSE-1 is open now.' }]);
		const late = await next(() => again(event!));
		expect(delivered([late])).toEqual([]);
		expect(await orderOf('REVERSE-1')).toMatchObject({
			status: 'open',
			paid: 0,
			receipts: 'REVERSED01 (reversed)',
		});
	});

	it('subtracts one of two payments of an order when it is reversed', async () => {
		await place({ order: 'REVERSE-3', amount: 155, receipt: 'REVERSED03' });
		await next(() => pay('REVERSED03', 55));
		await started(2, () => requestFor('REVERSE-3', 100));
		await next(() => reverse('REVERSED03', 55));
		expect(await orderOf('REVERSE-3')).toMatchObject({
			status: 'part paid',
			paid: 100,
			receipts: expect.stringMatching(/^REVERSED03 \(reversed\), \w{10}$/),
		});
	});

	it('counts no payment whose reversal arrives first', async () => {
		await place({ order: 'REVERSE-2', amount: 160, receipt: 'REVERSED02' });
		await next(() => reverse('REVERSED02', 160));
		const executions = [await next(() => pay('REVERSED02', 160)), await next(runTimer)];
		expect(delivered(executions)).toEqual([]);
		expect(await orderOf('REVERSE-2')).toMatchObject({ status: null, paid: null });
		const rows = await rowsOf('REVERSED02');
		expect(rows.map(({ status }) => status)).toEqual(['closed', 'closed']);
	});

	it('asks a person about a reversal without an amount, and does not change its order', async () => {
		await place({ order: 'REVERSE-4', amount: 165, receipt: 'REVERSED04' });
		await next(() => pay('REVERSED04', 165));
		const execution = await next(() => reverse('REVERSED04', 165, { resource: { amount: null } }));
		expect(told([execution])).toMatchObject([
			{
				status: 'to check',
				reason:
					'Reversed, but the amount is not known. Order REVERSE-4 still counts it: correct its status and paid.',
			},
		]);
		expect(await orderOf('REVERSE-4')).toMatchObject({
			status: 'paid',
			paid: 165,
			receipts: 'REVERSED04',
		});
	});

	it('takes a payment off the refund desk when it is reversed', async () => {
		await place({ order: 'TWICE-1', amount: 170, status: 'paid', receipt: 'REFUNDED01' });
		const execution = await next(() => pay('REFUNDED01', 170));
		expect(execution.output('Tell the refund desk')).toMatchObject([
			{ status: 'to refund', reason: 'Order TWICE-1 is already paid.' },
		]);
		await next(() => reverse('REFUNDED01', 170));
		const rows = await rowsOf('REFUNDED01');
		expect(rows.map(({ status }) => status)).toEqual(['closed', 'closed']);
	});

	it('asks a person about a payment that Kopo Kopo does not confirm', async () => {
		await place({ order: 'DOUBT-1', amount: 180, receipt: 'DOUBTFUL01' });
		const execution = await next(() => pay('DOUBTFUL01', 180, { resource: { status: 'Pending' } }));
		expect(told([execution])).toMatchObject([{ status: 'to check' }]);
		expect(await orderOf('DOUBT-1')).toMatchObject({ status: null });
	});

	it('keeps payments apart that have no receipt', async () => {
		const resource = { reference: '' };
		const executions = [
			await next(() => pay('NORECEIPT1', 183, { resource })),
			await next(() => pay('NORECEIPT2', 184, { resource })),
		];
		const kept = executions.flatMap((execution) => execution.output('Keep the payment'));
		expect(kept).toMatchObject([{ amount: 183 }, { amount: 184 }]);
		expect(new Set(kept.map(({ receipt }) => receipt)).size).toBe(2);
		expect(await rowsOf('')).toEqual([]);
	});

	it('continues with a payment after n8n stopped between two steps', async () => {
		await place(
			{ order: 'STOP-1', amount: 190, receipt: 'STOPPED001' },
			{ order: 'STOP-2', amount: 200, receipt: 'STOPPED002' },
		);
		const payments = await table('Shop payments');
		const stopped = { event: 'received', forOrder: '', hashedPhone: '', confirmed: true };
		await env.rest.addRows(payments, [{ ...stopped, receipt: 'STOPPED001', amount: 190 }]);
		expect(delivered([await next(runTimer)])).toMatchObject([{ order: 'STOP-1' }]);

		// As if n8n had stopped after it counted the payment, ten minutes ago.
		await next(() => pay('STOPPED002', 200));
		await env.database.rows(
			`UPDATE data_table_user_${payments.id} SET status = NULL, createdAt = '2026-01-01 00:00:00.000' WHERE receipt = 'STOPPED002'`,
		);
		expect(delivered([await next(runTimer)])).toMatchObject([{ order: 'STOP-2' }]);
		expect(await orderOf('STOP-2')).toMatchObject({ status: 'paid', paid: 200 });
	});

	it('delivers nothing for an earlier payment of an order after n8n stopped', async () => {
		await place({ order: 'STOP-3', amount: 1000, receipt: 'PARTPAY001' });
		await next(() => pay('PARTPAY001', 300, { phoneNumber: '+254700000077' }));
		await next(() => requestFor('STOP-3', 200));
		const payments = await table('Shop payments');
		await env.database.rows(
			`UPDATE data_table_user_${payments.id} SET status = NULL, createdAt = '2026-01-01 00:00:00.000' WHERE receipt = 'PARTPAY001'`,
		);
		expect(delivered([await next(runTimer)])).toEqual([]);
		expect(await rowsOf('PARTPAY001')).toMatchObject([{ status: 'part paid', order: 'STOP-3' }]);
		expect(await orderOf('STOP-3')).toMatchObject({ status: 'part paid' });
	});

	it('counts a payment once, though its execution fails at a later step and is retried', async () => {
		await place({ order: 'FAILS-1', amount: 205, receipt: 'FAILING001' });
		const failed = await next(() => pay('FAILING001', 205));
		expect(failed.error).toContain('No courier');
		const retried = await next(() => env.rest.retry(failed.id));
		expect(retried.error).toContain('No courier');
		expect((await next(runTimer)).status).toBe('success');
		expect(await orderOf('FAILS-1')).toMatchObject({ paid: 205, receipts: 'FAILING001' });
		expect(await rowsOf('FAILING001')).toMatchObject([{ status: 'paid' }]);
	});

	it('finds with a poll what the webhook missed, and skips what it brought', async () => {
		await place({ order: 'POLL-1', amount: 210, receipt: 'POLLED0001' });
		const subscriptions = env.simulator.subscriptions();
		for (const { id } of subscriptions) env.simulator.removeSubscription(id);
		// Kopo Kopo's periods end at a full second.
		await pay('POLLED0001', 210, { originatedAt: Date.now() - 2000 });
		const execution = await next(runPoll);
		expect(execution.status).toBe('success');
		expect(execution.output('Payment').length).toBeGreaterThan(20);
		expect(delivered([execution])).toMatchObject([{ order: 'POLL-1' }]);
	});
});
