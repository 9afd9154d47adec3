import { manualClock } from '../../simulator/clock.mts';
import { only, openShopExample, type ShopExample } from '../../support/e2e/shop.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { resultOf } from '../../support/workflows/waiting.mts';

const resultDelay = 2000;
const amount = 250;
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
		await waitFor('check of the status', 240, () => checksOf(asked.id)[0]);
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
