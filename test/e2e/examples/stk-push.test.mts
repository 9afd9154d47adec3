import { manualClock } from '../../simulator/clock.mts';
import { only, openShopExample, type ShopExample } from '../../support/e2e/shop.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openBench, type Bench } from '../../support/shared-n8n/bench.mts';
import { resultOf } from '../../support/workflows/waiting.mts';

const resultDelay = 2000;
const amount = 250;
const neverAnswered = '+254700000005';
const clock = manualClock();
let bench: Bench;

beforeAll(async () => {
	bench = await openBench({ clock, resultDelay, retryDelays: [] });
});

afterAll(() => bench.close());

const order = (name: string, phoneNumber = '0712345678') => ({ order: name, phoneNumber, amount });

const asking = (name: string) =>
	bench
		.sent('v1/incoming_payments')
		.filter(({ metadata }) => (metadata as { order: string }).order === name);

const looksAt = (id: string) =>
	bench.simulator.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id));

describe.each(['stk-push-and-wait', 'stk-push-with-wait-node'])('%s', (example) => {
	let shop: ShopExample;

	beforeAll(async () => {
		shop = await openShopExample(bench, example);
	});

	it('asks the customer, and delivers when the money is there', async () => {
		const name = `${example} 1`;
		const asked = await shop.ask({ ...order(name), firstName: 'Jane' });
		await clock.advance(resultDelay);
		expect(await shop.outcomes(asked)).toEqual(
			only('Paid', {
				order: name,
				amount,
				receipt: expect.stringMatching(/^[A-Z\d]{10}$/),
				phone: '+254712345678',
			}),
		);
		expect(asking(name)).toEqual([
			{
				payment_channel: 'M-PESA STK Push',
				till_number: 'K000000',
				subscriber: { phone_number: '+254712345678', first_name: 'Jane' },
				amount: { value: amount, currency: 'KES' },
				metadata: { order: name },
				_links: { callback_url: asked.callbackUrl },
			},
		]);
	});

	it('tells why it was not paid', async () => {
		const name = `${example} 2`;
		const asked = await shop.ask(order(name, '+254700000002'));
		await clock.advance(resultDelay);
		expect(await shop.outcomes(asked)).toEqual(
			only('Not paid', { order: name, reason: 'Request cancelled by user' }),
		);
	});

	it.each([
		['that nobody was asked', '12', 'Not paid', 'is not a Kenyan phone number: 12'],
		['that it cannot tell', '+254700000006', 'Not known', 'may have accepted it'],
	])('tells %s', async (_what, phoneNumber, node, reason) => {
		const name = `${example} 3`;
		expect(await shop.outcomesOf(order(name, phoneNumber))).toEqual(
			only(node, { order: name, reason: expect.stringContaining(reason) }),
		);
	});

	it('takes no order from somebody without the key', async () => {
		const name = `${example} 4`;
		expect(await shop.place(order(name), {})).toBe(403);
		expect(asking(name)).toEqual([]);
	});
});

const notKnown = (name: string, { location }: { location: string }) =>
	only('Not known', {
		order: name,
		reason: 'No result yet, the last status was Pending',
		location,
	});

it('stk-push-and-wait looks once more when the time is up', async () => {
	const shop = await openShopExample(bench, 'stk-push-and-wait', {
		'"timeoutMinutes":5': '"timeoutMinutes":0.1',
	});
	const paid = await shop.ask(order('paid unheard', neverAnswered));
	const open = await shop.ask(order('open', neverAnswered));
	bench.simulator.answer({
		method: 'GET',
		path: new RegExp(paid.id),
		status: 200,
		body: resultOf(paid.id, amount),
	});
	expect(await shop.outcomes(paid)).toEqual(only('Paid', { order: 'paid unheard', amount }));
	expect(await shop.outcomes(open)).toEqual(notKnown('open', open));
});

it('stk-push-with-wait-node believes no result that is posted to it, and waits on', async () => {
	const shop = await openShopExample(bench, 'stk-push-with-wait-node');
	const asked = await shop.ask(order('forged'));
	const forged = JSON.stringify({ data: { attributes: { status: 'Success' } } });
	await bench.simulator.deliver({ url: asked.callbackUrl, body: forged, sign: false });
	await waitFor('look at the status', 30, () => looksAt(asked.id)[0]);
	await shop.waits(asked);
	await clock.advance(resultDelay);
	expect(await shop.outcomes(asked)).toEqual(only('Paid', { order: 'forged' }));
});

it('stk-push-with-wait-node leaves a Wait node without its suffix waiting, such as one for an approval', async () => {
	const shop = await openShopExample(bench, 'stk-push-with-wait-node', {
		'"webhookSuffix":"kopokopo-result"': '',
	});
	const asked = await shop.ask(order('for approval'));
	expect(new URL(asked.callbackUrl).pathname).toMatch(/\/webhook-waiting\/\d+\/kopokopo-result$/);
	const { status } = await bench.simulator.deliver({
		url: asked.callbackUrl,
		body: resultOf(asked.id, amount),
	});
	expect(status).toBe(404);
	await shop.waits(asked);
	expect(looksAt(asked.id)).toEqual([]);
});

it('stk-push-with-wait-node looks by itself, and gives up in the end', async () => {
	const shop = await openShopExample(bench, 'stk-push-with-wait-node', {
		'"resumeUnit":"minutes"': '"resumeUnit":"seconds"',
		'plus({ minutes: 5 })': 'plus({ seconds: 5 })',
	});
	const asked = await shop.ask(order('unheard', neverAnswered));
	expect(await shop.outcomes(asked)).toEqual(notKnown('unheard', asked));
	expect(looksAt(asked.id).length).toBeGreaterThan(0);
});
