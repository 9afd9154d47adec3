import { openFormExample, type FormExample, type Page } from '../../support/e2e/examples.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let env: Environment;
let form: FormExample;

beforeAll(async () => {
	env = await openEnvironment();
	form = await openFormExample(env, 'refund-by-reversal', {
		'Reverse the payment': { waitTimeout: 6, waitInterval: 1 },
	});
});

afterAll(() => env.close());

const sent = () => env.sent('v2/reversals');

interface Refund {
	page: Page;
	execution: Execution;
}

const refund = async (receipt: string): Promise<Refund> => {
	const visit = await form.submit(receipt, 'Paid twice');
	const page = await visit.lastPage();
	return { page, execution: await visit.execution() };
};

/** The simulator chooses the result of a reversal by the phone number of the payment. */
const pay = (reference: string, phoneNumber: string) =>
	env.simulator.payTill({ tillNumber: '123456', amount: 250, reference, phoneNumber });

const outcomes = (execution: Execution) =>
	Object.fromEntries(
		['Refunded', 'Not refunded', 'Not known'].map((node) => [node, execution.output(node)]),
	);

const only = (node: string, fields: Json) => ({
	Refunded: [],
	'Not refunded': [],
	'Not known': [],
	[node]: [expect.objectContaining({ refundReason: 'Paid twice', ...fields })],
});

const receipt = '[A-Z\\d]{10}';

it('refunds a payment and shows the receipt of the reversal', async () => {
	await pay('REFUND0001', '+254700000001');
	const { page, execution } = await refund('refund0001');
	expect(sent()).toEqual([
		{
			transaction_reference: 'REFUND0001',
			reason: 'Paid twice',
			metadata: { execution: execution.id },
			_links: { callback_url: 'https://callback.invalid/' },
		},
	]);
	expect(page).toEqual({
		title: 'Refunded',
		lines: [
			expect.stringMatching(
				`^KES 250 of payment refund0001 went back to the customer\\. .* ${receipt}\\.$`,
			),
		],
	});
	expect(execution.status).toBe('success');
	expect(outcomes(execution)).toEqual(
		only('Refunded', { amount: '250', receipt: expect.stringMatching(`^${receipt}$`) }),
	);
});

it('does not refund a payment twice, and shows the first result', async () => {
	const [first] = env.simulator.resources();
	const before = sent().length;
	const { page, execution } = await refund('REFUND0001');
	expect(page.title).toBe('Refunded');
	expect(outcomes(execution)).toEqual(only('Refunded', { payment: 'REFUND0001', amount: '250' }));
	expect(sent()).toHaveLength(before);
	expect(env.simulator.resources()).toEqual([first]);
});

it.each([
	['the balance is too small', '03', 'The balance is insufficient'],
	['the reversal fails', '04', 'The initiator information is invalid'],
])('shows that no money moved if %s', async (_what, digits, reason) => {
	const payment = `REFUND00${digits}`;
	await pay(payment, `+2547000000${digits}`);
	const before = sent().length;
	const { page, execution } = await refund(payment);
	expect(page.title).toBe('Not refunded');
	expect(page.lines.join('\n')).toContain(
		`Payment ${payment} was not refunded, and no money moved.`,
	);
	expect(page.lines.join('\n')).toContain(reason);
	expect(execution.status).toBe('success');
	expect(outcomes(execution)).toEqual(
		only('Not refunded', { payment, reason: expect.stringContaining(reason) }),
	);
	expect(sent()).toHaveLength(before + 1);
});

it.each([
	['no result comes', '05', 'No result yet, the last status was '],
	['Kopo Kopo fails', '06', '(500)'],
	['Kopo Kopo fails after it accepted the request', '07', '(500)'],
	['the connection closes', '09', 'closed the connection'],
])('sends the person to the dashboard, and fails, if %s', async (_what, digits, reason) => {
	const payment = `REFUND00${digits}`;
	await pay(payment, `+2547000000${digits}`);
	const before = sent().length;
	const { page, execution } = await refund(payment);
	expect(page.title).toBe('Not known yet');
	expect(page.lines.join('\n')).toContain('Look for the reversal in the Kopo Kopo dashboard');
	expect(page.lines.join('\n')).not.toMatch(/again/);
	expect(execution.status).toBe('error');
	expect(execution.error).toContain(`Not known whether payment ${payment} was refunded.`);
	expect(outcomes(execution)).toEqual(
		only('Not known', { payment, reason: expect.stringContaining(reason) }),
	);
	expect(sent()).toHaveLength(before + 1);
});

it('shows that Kopo Kopo knows no such payment', async () => {
	const { page, execution } = await refund('NOSUCH0001');
	expect(page.title).toBe('Not refunded');
	expect(page.lines.join('\n')).toContain('Transaction reference invalid');
	expect(outcomes(execution)).toEqual(
		only('Not refunded', { reason: expect.stringContaining('Transaction reference invalid') }),
	);
});

it('rejects a refund without the login', async () => {
	const before = sent().length;
	expect(await form.submitWithoutLogin('REFUND0001', 'Mine')).toBe(401);
	expect(sent()).toHaveLength(before);
});
