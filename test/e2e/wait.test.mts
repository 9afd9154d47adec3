import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { askForPayment, type PaymentRequest } from '../support/workflows/demo.mts';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment();
});

afterAll(() => env.close());

const payment = (phoneNumber: string): PaymentRequest => ({
	tillNumber: 'K000000',
	phoneNumber,
	amount: 100,
	firstName: 'Jane',
	lastName: 'Wanjiru',
	callbackUrl: 'https://example.com/callback',
});

/** Phone numbers by which the simulator has a payment end so. */
const endings: Array<[phoneNumber: string, ending: object]> = [
	['+254700000001', { status: 'Success', amount: 100, senderPhoneNumber: '+254700000001' }],
	['+254700000002', { status: 'Failed', errors: ['Request cancelled by user'], resource: null }],
	['+254700000005', { status: 'Pending', timedOut: true }],
];

it('waits for each payment separately, and requests it once', async () => {
	const draft = askForPayment(env.credential, 'wait-for-result');
	const node = draft.nodes.at(-1)!;
	node.parameters = { ...node.parameters, waitForResult: true, waitInterval: 1, waitTimeout: 8 };
	await env.open(draft);

	const { status, body } = await env.post('wait-for-result', {
		payments: endings.map(([phoneNumber]) => payment(phoneNumber)),
	});
	expect(status).toBe(200);
	expect(body).toEqual(endings.map(([, ending]) => expect.objectContaining(ending) as unknown));
	const asked = env.simulator.requests.filter(({ method }) => method === 'POST');
	expect(asked.filter(({ path }) => path.endsWith('/incoming_payments'))).toHaveLength(3);
});
