import { watchHealth } from '../support/e2e/health.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import {
	askForPayment,
	requestPaymentNode,
	type PaymentRequest,
} from '../support/workflows/demo.mts';

const collection = '/api/v1/incoming_payments';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment();
});

afterAll(() => env.close());

/** A payment that the simulated customer leaves unanswered, so that nothing is delivered. */
const payment = (changes: Partial<PaymentRequest> = {}): PaymentRequest => ({
	tillNumber: 'K000000',
	phoneNumber: '+254700000005',
	amount: 100,
	firstName: 'Jane',
	lastName: 'Wanjiru',
	callbackUrl: 'https://example.com/callback',
	...changes,
});

interface PaymentBody {
	subscriber: { phone_number: string };
	amount: { value: number | string };
}

/** The requests for payments that bore a valid token. */
const paymentRequests = () =>
	env.simulator.requests
		.filter(({ method, path }) => method === 'POST' && path.startsWith(collection))
		.filter(({ status }) => status !== 401)
		.map(({ status, body }) => {
			const { subscriber, amount } = JSON.parse(body) as PaymentBody;
			return { status, phoneNumber: subscriber.phone_number, amount: Number(amount.value) };
		});

const accepted = () => paymentRequests().filter(({ status }) => status === 201);

const exchanges = () =>
	env.simulator.requests.filter(
		({ method, path }) => method === 'POST' && path.startsWith('/oauth/token'),
	);

describe('1,000 items after the token was revoked', () => {
	const amounts = Array.from({ length: 1000 }, (_, index) => index + 1);

	it('cost one exchange, are each accepted once, and leave n8n answering', async () => {
		await env.open(askForPayment(env.credential, 'thousand'));
		await env.post('thousand', { payments: [payment()] });
		env.simulator.revokeTokens();
		const before = { exchanges: exchanges().length, accepted: accepted().length };

		const health = watchHealth(env.url);
		const answer = await env.post('thousand', {
			payments: amounts.map((amount) => payment({ amount })),
		});
		const { statuses, longest } = await health.stop();
		process.stdout.write(`${statuses.length} health checks, the longest took ${longest} ms\n`);

		expect(answer.status).toBe(200);
		expect(answer.body).toHaveLength(1000);
		expect(exchanges().length - before.exchanges).toBe(1);
		const asked = accepted().slice(before.accepted);
		expect(asked.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual(amounts);
		expect(new Set(statuses)).toEqual(new Set([200]));
	});
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
	const phoneNumbers = ['+254711000001', '+254711000002', '+254711000003'];
	const serverErrorNumber = '+254700000006';

	beforeEach(() => env.simulator.reset());

	it('sends rejected items again, and no accepted ones', async () => {
		const workflow = await env.open(askForPayment(env.credential, 'rejected', retry));
		env.simulator.answer({ method: 'POST', path: /incoming_payments/, status: 400, times: 1 });

		const answer = await env.post('rejected', {
			payments: phoneNumbers.map((phoneNumber) => payment({ phoneNumber })),
		});

		expect(answer.status).toBe(200);
		expect(paymentRequests()).toHaveLength(4);
		expect(
			accepted()
				.map(({ phoneNumber }) => phoneNumber)
				.sort(),
		).toEqual(phoneNumbers);
		const [execution] = await env.executions(workflow);
		expect(execution?.output(requestPaymentNode)).toHaveLength(3);
	});

	it('sends nothing twice when one fails with 500', async () => {
		const workflow = await env.open(askForPayment(env.credential, 'failing', retry));
		const asked = [phoneNumbers[0]!, serverErrorNumber, phoneNumbers[2]!];

		await env.post('failing', {
			payments: asked.map((phoneNumber) => payment({ phoneNumber })),
		});

		const [execution] = await env.executions(workflow);
		expect(execution?.status).toBe('error');
		expect(
			paymentRequests()
				.map(({ phoneNumber }) => phoneNumber)
				.sort(),
		).toEqual([...asked].sort());
	});
});

describe('200 items of which the fourth cannot be sent', () => {
	const payments = Array.from({ length: 200 }, (_, index) =>
		payment(index === 3 ? { phoneNumber: '12345' } : { amount: index + 1 }),
	);

	beforeEach(() => env.simulator.reset());

	it('are not sent, and leave n8n answering and running other workflows', async () => {
		const failing = await env.open(askForPayment(env.credential, 'two-hundred'));
		await env.open(askForPayment(env.credential, 'another'));

		const health = watchHealth(env.url);
		const answer = await env.post('two-hundred', { payments });
		const afterwards = await env.post('another', { payments: [payment()] });
		const { statuses } = await health.stop();

		expect(answer.status).toBe(500);
		const [execution] = await env.executions(failing);
		expect(execution?.status).toBe('error');
		expect(execution?.error).toBe(
			'Item 4 of 200: Phone Number is not a Kenyan phone number: 12345. Nothing was sent.',
		);
		// Only that of the other workflow.
		expect(accepted()).toHaveLength(1);
		expect(afterwards).toEqual({
			status: 200,
			body: [expect.objectContaining({ type: 'incoming_payment' })],
		});
		expect(new Set(statuses)).toEqual(new Set([200]));
	});
});
