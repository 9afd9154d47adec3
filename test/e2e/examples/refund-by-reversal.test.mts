import { openFormExample, type FormExample } from '../../support/e2e/examples.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import { openBench, type Bench } from '../../support/shared-n8n/bench.mts';

let bench: Bench;
let form: FormExample;

beforeAll(async () => {
	bench = await openBench();
	form = await openFormExample(bench, 'refund-by-reversal', {
		'Reverse the payment': { waitTimeout: 6, waitInterval: 1 },
	});
});

afterAll(() => bench.close());

const sent = () => bench.sent('v2/reversals');

const refund = (receipt: string): Promise<Execution> =>
	bench.next(form.workflow, async () => {
		expect((await form.submit(receipt, 'Paid twice')).status).toBe(200);
	});

/** A payment whose customer's phone number tells the simulator how its reversal is to end. */
const pay = (reference: string, phoneNumber: string) =>
	bench.simulator.payTill({ tillNumber: '123456', amount: 250, reference, phoneNumber });

const outcomes = (execution: Execution) =>
	Object.fromEntries(
		['Refunded', 'Not refunded', 'Not known'].map((node) => [node, execution.output(node)]),
	);

const only = (node: string, fields: Json) => ({
	Refunded: [],
	'Not refunded': [],
	'Not known': [],
	[node]: [expect.objectContaining({ because: 'Paid twice', ...fields })],
});

it('gives a payment back', async () => {
	await pay('REFUND0001', '+254700000001');
	const execution = await refund('refund0001');
	expect(sent()).toEqual([
		{
			transaction_reference: 'REFUND0001',
			reason: 'Paid twice',
			metadata: { execution: execution.id },
			_links: { callback_url: 'https://callback.invalid/' },
		},
	]);
	const receipt = expect.stringMatching(/^[A-Z\d]{10}$/);
	expect(outcomes(execution)).toEqual(only('Refunded', { amount: '250', receipt }));
});

it('does not give it back twice, and tells what became of it', async () => {
	const [first] = bench.simulator.resources();
	const before = sent().length;
	expect(outcomes(await refund('REFUND0001'))).toEqual(
		only('Refunded', { payment: 'REFUND0001', amount: '250' }),
	);
	expect(sent()).toHaveLength(before);
	expect(bench.simulator.resources()).toEqual([first]);
});

it.each([
	['the balance is too small', '03', 'Not refunded', 'The balance is insufficient'],
	['the reversal fails', '04', 'Not refunded', 'The initiator information is invalid'],
	['no result comes', '05', 'Not known', 'No result yet, the last status was '],
	['Kopo Kopo fails', '06', 'Not known', 'may have accepted it'],
	['Kopo Kopo fails after it took it', '07', 'Not known', 'may have accepted it'],
	['the connection breaks', '09', 'Not known', 'may have accepted it'],
])('where %s (%s), it is %s', async (_what, digits, node, reason) => {
	const receipt = `REFUND00${digits}`;
	await pay(receipt, `+2547000000${digits}`);
	const before = sent().length;
	expect(outcomes(await refund(receipt))).toEqual(
		only(node, { payment: receipt, reason: expect.stringContaining(reason) }),
	);
	expect(sent()).toHaveLength(before + 1);
});

it('tells that there is no such payment', async () => {
	expect(outcomes(await refund('NOSUCH0001'))).toEqual(
		only('Not refunded', { reason: expect.stringContaining('Transaction reference invalid') }),
	);
});

it('takes no refund from somebody without the login', async () => {
	const before = sent().length;
	expect((await form.submitAsAnybody('REFUND0001', 'Mine')).status).toBe(401);
	expect(sent()).toHaveLength(before);
});
