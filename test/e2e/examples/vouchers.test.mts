import type { Delivery, Payment } from '../../simulator/simulator.mts';
import { openFormExample, type FormExample } from '../../support/e2e/examples.mts';
import { describeExample } from '../../support/e2e/releases.mts';
import type { Execution } from '../../support/host/executions.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

const name = 'vouchers';
const never = '0 0 0 29 2 *';

describeExample(name)('the example with vouchers', () => {
	let env: Environment;
	let form: FormExample;

	beforeAll(async () => {
		// Without retries, each delivery is one execution.
		env = await openEnvironment({ resultDelay: 100, retryDelays: [] });
		const sending = [{ keyName: 'status', condition: 'eq', keyValue: 'sending' }];
		form = await openFormExample(env, name, {
			// So that copies reach the workflow, as they do across a restart.
			'Payment arrives': { options: { skipDuplicates: false } },
			'Send the code': { waitTimeout: 6, waitInterval: 1 },
			// Only when a test runs them: 29 February at midnight.
			'Every ten minutes': { rule: { interval: [{ field: 'cronExpression', expression: never }] } },
			'Check for payments': { pollTimes: { item: [{ mode: 'custom', cronExpression: never }] } },
			// Without the ten minutes.
			'SMS without an end': { filters: { conditions: sending } },
		});
	});

	afterAll(() => env.close());

	const upload = async (...lines: string[]) => {
		const file = new File([lines.join('\r\n')], 'codes.csv', { type: 'text/csv' });
		return (await form.submit(file)).lastPage();
	};

	const codes = (prefix: string, price: number, count: number) =>
		Array.from({ length: count }, (_, index) => `${prefix}-${index},${price}`);

	const rows = async () => env.rest.rowsOf(await env.rest.findDataTable('Voucher codes'));
	const rowsFor = async (receipt: string) =>
		(await rows()).filter((row) => row.receipt === receipt);

	const pay = (reference: string, amount: number, changes: Partial<Payment> = {}) =>
		env.simulator.payTill({ tillNumber: '123456', amount, reference, ...changes });

	const sms = () => env.sent('v1/transaction_sms_notifications') as Array<Record<string, string>>;
	const smsFor = (receipt: string) =>
		sms().filter(({ message }) => message!.includes(`(receipt ${receipt})`));

	/** The executions that something starts, once they have ended. */
	const started = async (count: number, start: () => Promise<unknown>): Promise<Execution[]> => {
		const before = (await env.rest.executions(form.workflow)).length;
		await start();
		return (await env.executions(form.workflow, before + count)).slice(0, count);
	};
	const next = async (start: () => Promise<unknown>) => (await started(1, start))[0]!;

	const again = ({ url, body }: Delivery) => env.simulator.deliver({ url, body });

	const firstCodeOf = async (receipt: string) => String((await rowsFor(receipt))[0]!.code);

	it('creates the table, and adds each code once', async () => {
		const file = ['A-2,', ...codes('A', 20, 3), 'A-0,20', ',20', 'A-9,free'];
		expect(await upload('code,price', ...file)).toEqual({
			title: 'Codes added',
			lines: [
				'3 of 7 rows were added. The others are in the table already, or have no code or price.',
			],
		});
		expect(await rows()).toMatchObject([
			{ code: 'A-0', price: 20, receipt: null },
			{ code: 'A-1', price: 20, receipt: null },
			{ code: 'A-2', price: 20, receipt: null },
		]);
		expect(await upload('code,price', ...codes('A', 20, 3))).toMatchObject({
			title: 'No codes were added',
		});
		expect(await rows()).toHaveLength(3);
	});

	it('adds no codes from a file without the columns', async () => {
		expect(await upload('voucher;cost', 'A;20')).toMatchObject({ title: 'No codes were added' });
		expect(await rows()).toHaveLength(3);
	});

	it('sends a code by SMS for the event of the payment', async () => {
		const execution = await next(() => pay('SHOWN00001', 20));
		const [{ id }] = execution.output('Payment arrives') as [{ id: string }];
		expect(execution.status).toBe('success');
		expect(sms()).toEqual([
			expect.objectContaining({
				webhook_event_reference: id,
				message: 'Your code is A-0. Thank you for your payment (receipt SHOWN00001).',
			}),
		]);
		expect(await rowsFor('SHOWN00001')).toMatchObject([
			{ code: 'A-0', event: id, status: 'sent', assignedAt: expect.stringMatching(/^20/) },
		]);
	});

	it('gives 20 payments at once ten codes, and the others to a person', async () => {
		await upload('code,price', ...codes('B', 50, 10));
		const receipts = Array.from({ length: 20 }, (_, index) => `MANY0000${index + 10}`);
		const executions = await started(20, () =>
			Promise.all(receipts.map((receipt) => pay(receipt, 50))),
		);

		const sold = (await rows()).filter(({ code, price }) => code !== null && price === 50);
		const paid = sold.map(({ receipt }) => String(receipt));
		expect(sold.map(({ status }) => status)).toEqual(Array(10).fill('sent'));
		expect(new Set(paid).size).toBe(10);
		for (const { code, receipt } of sold) {
			expect(smsFor(String(receipt)).map(({ message }) => message)).toEqual([
				expect.stringContaining(`Your code is ${String(code)}.`),
			]);
		}

		const without = receipts.filter((receipt) => !paid.includes(receipt));
		expect(without.flatMap(smsFor)).toEqual([]);
		const errors = executions.flatMap(({ error }) => error ?? []);
		expect(errors.sort()).toEqual(
			without.map((receipt) => `Receipt ${receipt}, KES 50: no code is left. Refund the customer.`),
		);
	});

	it('gives a receipt one code and one SMS, though its event comes four times at once', async () => {
		await upload('code,price', ...codes('C', 70, 12));
		const receipts = ['COPIES0001', 'COPIES0002'];
		await started(8, async () => {
			const [first, second] = await Promise.all(receipts.map((receipt) => pay(receipt, 70)));
			const copies = [...Array(3).fill(first![0]), ...Array(3).fill(second![0])] as Delivery[];
			await Promise.all(copies.map(again));
		});
		for (const receipt of receipts) {
			expect(await rowsFor(receipt)).toHaveLength(1);
			expect(smsFor(receipt)).toHaveLength(1);
		}
	});

	it('gives a payment of another amount to a person', async () => {
		const { error } = await next(() => pay('UNDER00001', 19));
		expect(error).toBe(
			'Receipt UNDER00001, KES 19: no code has this price. If it was for a voucher, refund the customer.',
		);
		expect(await rowsFor('UNDER00001')).toMatchObject([{ code: null, status: 'no such price' }]);
		expect(smsFor('UNDER00001')).toEqual([]);
	});

	it('never assigns a row without a code', async () => {
		await env.rest.addRows(await env.rest.findDataTable('Voucher codes'), [
			{ price: 90 },
			{ price: 90, code: '' },
			{ price: 95 },
		]);
		await upload('code,price', 'E-0,90');
		expect((await next(() => pay('EMPTY00001', 90))).status).toBe('success');
		expect(await rowsFor('EMPTY00001')).toMatchObject([{ code: 'E-0', status: 'sent' }]);

		const { error: none } = await next(() => pay('EMPTY00002', 90));
		expect(none).toContain('no code is left. Refund the customer.');
		const { error: unknown } = await next(() => pay('EMPTY00003', 95));
		expect(unknown).toContain('no code has this price.');
		expect([...smsFor('EMPTY00002'), ...smsFor('EMPTY00003')]).toEqual([]);
		const empty = (await rows()).filter(({ code, receipt }) => !code && !receipt);
		expect(empty).toHaveLength(3);
	});

	it('sends nothing when a failed execution is retried', async () => {
		const before = sms().length;
		const failed = await next(() => pay('RETRY00001', 19));
		const retried = await next(() => env.rest.retry(failed.id));
		expect(retried.error).toContain('RETRY00001');
		expect(sms()).toHaveLength(before);
	});

	it('says which code to tell the customer if the SMS was not sent', async () => {
		env.simulator.answer({ method: 'POST', path: /transaction_sms/, status: 400, body: '{}' });
		const { error } = await next(() => pay('NOSMS00001', 70));
		const code = await firstCodeOf('NOSMS00001');
		expect(error).toBe(
			`Receipt NOSMS00001, KES 70: the SMS was not sent. Tell the customer the code ${code}.`,
		);
		expect(await rowsFor('NOSMS00001')).toMatchObject([{ status: 'not sent' }]);
	});

	it('sends the same code if n8n stopped between the code and the SMS', async () => {
		env.simulator.answer({ method: 'POST', path: /transaction_sms/, delay: 600_000 });
		const stopped = await next(async () => {
			await pay('CRASH00001', 70);
			await waitFor('row of the payment', 240, async () => (await rowsFor('CRASH00001'))[0]);
			const [newest] = await env.rest.executions(form.workflow);
			await env.rest.stop(newest!.id);
		});
		expect(stopped.status).toBe('canceled');
		const code = await firstCodeOf('CRASH00001');
		expect(await rowsFor('CRASH00001')).toMatchObject([{ status: 'sending' }]);

		const resumed = await next(() => env.rest.run(form.workflow, 'Every ten minutes'));
		expect(resumed.status).toBe('success');
		expect(await rowsFor('CRASH00001')).toMatchObject([{ code, status: 'sent' }]);
		const texts = smsFor('CRASH00001').map(({ message }) => message);
		expect(texts.at(-1)).toContain(`Your code is ${code}.`);
		expect(new Set(texts).size).toBe(1);
	});

	it('gives no code to a payment that a person refunds, though codes are added later', async () => {
		let event: Delivery | undefined;
		await next(async () => {
			[event] = await pay('LATER00001', 50);
		});
		await upload('code,price', 'D-0,50');
		const { status } = await next(() => again(event!));
		expect(status).toBe('success');
		expect(smsFor('LATER00001')).toEqual([]);
		expect(await rowsFor('LATER00001')).toMatchObject([{ code: null, status: 'no code left' }]);
	});

	it('keeps a code for a polled payment, and sends it when the event comes after all', async () => {
		// The trigger has no subscription for this event, so only the poll finds the payment.
		await pay('POLLED0001', 70, {
			event: 'b2b_transaction_received',
			originatedAt: Date.now() - 60_000,
		});
		const polled = await next(() => env.rest.run(form.workflow, 'Check for payments'));
		const code = await firstCodeOf('POLLED0001');
		expect(polled.output('Payment').length).toBeGreaterThan(20);
		expect(polled.error).toBe(
			`Receipt POLLED0001, KES 70: the SMS was not sent. Tell the customer the code ${code}.`,
		);
		expect(smsFor('POLLED0001')).toEqual([]);

		const late = await next(() => pay('POLLED0001', 70));
		expect(late.status).toBe('success');
		expect(await rowsFor('POLLED0001')).toMatchObject([{ code, status: 'sent' }]);
		expect(smsFor('POLLED0001')).toHaveLength(1);
	});

	it('gives a payment from another merchant, which has no receipt, to a person', async () => {
		await upload('code,price', 'F-0,85');
		const resource = {
			id: 'm2m-1',
			amount: '85.0',
			status: 'Received',
			currency: 'KES',
			origination_time: new Date().toISOString(),
			sending_merchant: 'Another shop',
		};
		const transactions = [{ type: 'Merchant to Merchant Transaction', resource }];
		const attributes = { status: 'Success', transactions, errors: [] };
		const body = JSON.stringify({ data: { id: 'list', type: 'polling', attributes } });
		env.simulator.answer({ method: 'GET', path: /\/polling\//, body });
		const { error } = await next(() => env.rest.run(form.workflow, 'Check for payments'));
		expect(error).toBe(
			'Receipt none, KES 85: the payment came from another Kopo Kopo merchant, so it got no code. If it was for a voucher, refund the merchant.',
		);
		const free = (await rows()).filter(({ code }) => code === 'F-0');
		expect(free).toMatchObject([{ receipt: null, status: null }]);
	});

	it('assigns nothing for a payment that Kopo Kopo does not confirm', async () => {
		const { error } = await next(() => pay('DOUBT00001', 70, { resource: { status: 'Pending' } }));
		expect(error).toContain('Receipt DOUBT00001, KES 70: Kopo Kopo did not confirm the payment.');
		expect(await rowsFor('DOUBT00001')).toEqual([]);
	});
});
