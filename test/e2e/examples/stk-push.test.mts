import { manualClock } from '../../simulator/clock.mts';
import { openFormExample, type FormExample, type Visit } from '../../support/e2e/examples.mts';
import { only, openShopExample, type ShopExample } from '../../support/e2e/shop.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { resultOf } from '../../support/workflows/waiting.mts';

const resultDelay = 2000;
const amount = 250;
const paying = '0712 345 678';
const declining = '+254700000002';
const neverAnswering = '+254700000005';
const failingAfterwards = '+254700000007';
const clock = manualClock();
let env: Environment;

beforeAll(async () => {
	env = await openEnvironment({
		clock,
		resultDelay,
		retryDelays: [],
		payerNumbers: '0722***000',
	});
});

afterAll(() => env.close());

type Metadata = Record<string, string> | null;

/** The requests for a payment whose metadata has this value. */
const requestsWith = (key: string, value: string) =>
	env
		.sent('v1/incoming_payments')
		.filter(({ metadata }) => (metadata as Metadata)?.[key] === value);

const checksOf = (id: string) =>
	env.simulator.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id));

const receipt = '[A-Z\\d]{10}';

describe('stk-push-and-wait', () => {
	let form: FormExample;

	beforeAll(async () => {
		form = await openFormExample(env, 'stk-push-and-wait');
	});

	const requestsOf = ({ executionId }: Visit) => requestsWith('execution', executionId);

	const acceptedOf = ({ executionId }: Visit) =>
		env.simulator
			.resources()
			.filter(({ attributes }) => (attributes.metadata as Metadata)?.execution === executionId);

	/** Sends the form and waits until the execution waits for the customer. */
	const pay = async (phoneNumber: string, { workflow, submit }: FormExample = form) => {
		const visit = await submit(phoneNumber, String(amount), 'Jane  Wanjiru Doe');
		await waitFor('waiting execution', 60, async () => {
			const executions = await env.rest.executions(workflow);
			const { status } = executions.find(({ id }) => id === visit.executionId) ?? {};
			return status === 'waiting' || undefined;
		});
		return visit;
	};

	it('shows the receipt and delivers once the customer has paid', async () => {
		const visit = await pay(paying);
		await clock.advance(resultDelay);
		const page = await visit.lastPage();
		expect(page.title).toBe('Paid. Thank you!');
		expect(page.lines).toEqual([
			expect.stringMatching(`^We received KES 250\\. Your M-PESA receipt is ${receipt}\\.$`),
		]);
		const execution = await visit.execution();
		expect(execution.status).toBe('success');
		expect(execution.output('Deliver the order')).toMatchObject([{ paid: true, amount }]);
		expect(requestsOf(visit)).toEqual([
			{
				payment_channel: 'M-PESA STK Push',
				till_number: 'K000000',
				subscriber: {
					phone_number: '+254712345678',
					first_name: 'Jane',
					last_name: 'Wanjiru Doe',
				},
				amount: { value: amount, currency: 'KES' },
				metadata: { execution: visit.executionId },
				_links: { callback_url: expect.stringContaining(visit.executionId) },
			},
		]);
	});

	it('shows the reason if the customer declined', async () => {
		const visit = await pay(declining);
		await clock.advance(resultDelay);
		expect(await visit.lastPage()).toEqual({
			title: 'Not paid',
			lines: ['You were not charged: you cancelled the prompt. To try again, open the form again.'],
		});
		const execution = await visit.execution();
		expect(execution.status).toBe('success');
		expect(execution.output('Deliver the order')).toEqual([]);
		expect(requestsOf(visit)).toHaveLength(1);
	});

	const noAnswer = async (visit: Visit, phoneNumber: string) => {
		const page = await visit.lastPage();
		expect(page.title).toBe('No answer yet');
		expect(page.lines.join('\n')).toContain('Please do not pay twice.');
		expect(page.lines.join('\n')).toContain(`We will check and tell you at ${phoneNumber}.`);
		expect(page.lines.join('\n')).not.toMatch(/not charged|try again/);
		const execution = await visit.execution();
		expect(execution.status).toBe('error');
		expect(execution.error).toContain(
			`Not known whether this was paid: KES 250 from Jane  Wanjiru Doe, ${phoneNumber}`,
		);
		expect(execution.output('Deliver the order')).toEqual([]);
		expect(requestsOf(visit)).toHaveLength(1);
	};

	it('asks the customer not to pay twice, and fails, if Kopo Kopo did not confirm the request', async () => {
		const visit = await form.submit(failingAfterwards, String(amount), 'Jane  Wanjiru Doe');
		await noAnswer(visit, failingAfterwards);
	});

	it('checks the status when the time is up: it may be paid, or there is no answer yet', async () => {
		const hasty = await openFormExample(env, 'stk-push-and-wait', {
			'Ask for the payment': {
				options: {
					timeoutMinutes: 0.1,
					metadata: { pair: [{ key: 'execution', value: '={{ $execution.id }}' }] },
				},
			},
		});
		const paid = await pay(neverAnswering, hasty);
		const open = await pay(neverAnswering, hasty);
		const id = acceptedOf(paid)[0]!.id;
		env.simulator.answer({
			method: 'GET',
			path: new RegExp(id),
			status: 200,
			body: resultOf(id, amount),
		});
		const [page] = await Promise.all([paid.lastPage(), noAnswer(open, neverAnswering)]);
		expect(page.title).toBe('Paid. Thank you!');
		expect((await paid.execution()).status).toBe('success');
		expect(requestsOf(paid)).toHaveLength(1);
	});

	it('lets the customer correct a wrong phone number', async () => {
		const visit = await form.submit('12', String(amount), 'Jane');
		const page = await visit.lastPage();
		expect(page.title).toBe('No payment request was sent');
		expect(page.lines.join('\n')).toContain('is not a Kenyan phone number: 12');
		expect((await visit.execution()).status).toBe('success');
		expect(requestsOf(visit)).toEqual([]);
	});

	it.each([
		['the credential is wrong', 401, 'did not accept the client ID or secret (401)'],
		['Kopo Kopo issues no token', 503, 'did not issue an access token (503)'],
	])('alerts the shop, and not the customer, if %s', async (_what, status, reason) => {
		env.simulator.revokeTokens();
		env.simulator.answer({ path: /oauth\/token$/, status, body: '{}' });
		const visit = await form.submit(paying, String(amount), 'Jane');
		expect(await visit.lastPage()).toEqual({
			title: 'No payment request was sent',
			lines: [
				'You were not charged. Something is wrong on our side, and we know about it. Please pay in another way.',
			],
		});
		const execution = await visit.execution();
		expect(execution.status).toBe('error');
		expect(execution.error).toContain(reason);
		expect(acceptedOf(visit)).toEqual([]);
	});
});

describe('stk-push-with-wait-node', () => {
	const example = 'stk-push-with-wait-node';
	let shop: ShopExample;

	beforeAll(async () => {
		shop = await openShopExample(env, example);
	});

	const order = (name: string, phoneNumber = '0712345678') => ({
		order: name,
		phoneNumber,
		amount,
	});

	const requestsOf = (name: string) => requestsWith('order', name);

	const notKnown = (name: string, { location }: { location: string }) =>
		only('Not known', {
			order: name,
			reason: 'No result yet, the last status was Pending',
			location,
		});

	it('asks the customer, and delivers once the money has arrived', async () => {
		const asked = await shop.ask({ ...order('A-1'), firstName: 'Jane' });
		await clock.advance(resultDelay);
		expect(await shop.outcomes(asked)).toEqual(
			only('Paid', {
				order: 'A-1',
				amount,
				receipt: expect.stringMatching(`^${receipt}$`),
				phone: '0712345678',
			}),
		);
		expect(requestsOf('A-1')).toEqual([
			{
				payment_channel: 'M-PESA STK Push',
				till_number: 'K000000',
				subscriber: { phone_number: '+254712345678', first_name: 'Jane' },
				amount: { value: amount, currency: 'KES' },
				metadata: { order: 'A-1' },
				_links: { callback_url: asked.callbackUrl },
			},
		]);
	});

	it('returns why it was not paid', async () => {
		const asked = await shop.ask(order('A-2', declining));
		await clock.advance(resultDelay);
		expect(await shop.outcomes(asked)).toEqual(
			only('Not paid', { order: 'A-2', reason: 'Request cancelled by user' }),
		);
	});

	it('returns that no prompt was sent', async () => {
		expect(await shop.outcomesOf(order('A-3', '12'))).toEqual(
			only('Not paid', {
				order: 'A-3',
				reason: expect.stringContaining('is not a Kenyan phone number: 12'),
			}),
		);
		expect(requestsOf('A-3')).toEqual([]);
	});

	it('does not know the outcome if Kopo Kopo did not confirm the request', async () => {
		expect(await shop.outcomesOf(order('A-4', failingAfterwards))).toEqual(
			only('Not known', { order: 'A-4', reason: expect.stringContaining('(500)') }),
		);
		expect(requestsOf('A-4')).toHaveLength(1);
	});

	it('rejects an order without the key', async () => {
		expect(await shop.place(order('A-5'), {})).toBe(403);
		expect(requestsOf('A-5')).toEqual([]);
	});

	it('does not believe a forged result, and keeps waiting', async () => {
		const asked = await shop.ask(order('forged'));
		const forged = JSON.stringify({ data: { attributes: { status: 'Success' } } });
		await env.simulator.deliver({ url: asked.callbackUrl, body: forged, sign: false });
		await waitFor('check of the status', 30, () => checksOf(asked.id)[0]);
		await shop.waits(asked);
		await clock.advance(resultDelay);
		expect(await shop.outcomes(asked)).toEqual(only('Paid', { order: 'forged' }));
	});

	it('does not resume a Wait node without the suffix, such as one for an approval', async () => {
		const approval = await openShopExample(env, example, {
			'"webhookSuffix":"kopokopo-result"': '',
		});
		const asked = await approval.ask(order('for approval'));
		expect(new URL(asked.callbackUrl).pathname).toMatch(/\/webhook-waiting\/\d+\/kopokopo-result$/);
		const { status } = await env.simulator.deliver({
			url: asked.callbackUrl,
			body: resultOf(asked.id, amount),
		});
		expect(status).toBe(404);
		await approval.waits(asked);
		expect(checksOf(asked.id)).toEqual([]);
	});

	it('checks without a result, and fails when the time is up', async () => {
		const hasty = await openShopExample(env, example, {
			'"resumeUnit":"minutes"': '"resumeUnit":"seconds"',
			'plus({ minutes: 5 })': 'plus({ seconds: 5 })',
		});
		const asked = await hasty.ask(order('unheard', neverAnswering));
		expect(await hasty.outcomes(asked)).toEqual(notKnown('unheard', asked));
		expect(await hasty.error(asked)).toContain('Not known whether order unheard was paid.');
		expect(checksOf(asked.id).length).toBeGreaterThan(0);
		expect(requestsOf('unheard')).toHaveLength(1);
	});
});
