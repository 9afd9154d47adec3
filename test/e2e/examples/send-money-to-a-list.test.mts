import type { AnswerRule } from '../../simulator/rules.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example, type Changes } from '../../support/workflows/example.mts';

interface Person {
	name: string;
	phone: string | number;
	amount: number | string;
}

interface Shop {
	workflow: StoredWorkflow;
	/** Enters the list, as a user does, and runs the workflow. */
	pay(paymentName: string, people: Person[]): Promise<Execution>;
}

let env: Environment;
let shop: Shop;

async function openShop(changes: Changes = {}): Promise<Shop> {
	const draft = await example('send-money-to-a-list', [env.credential], {
		...changes,
		'Pay each person': { waitTimeout: 6, waitInterval: 1, ...changes['Pay each person'] },
	});
	const stored = await env.store(draft);
	return {
		workflow: stored,
		async pay(paymentName, people) {
			const list = draft.nodes.find(({ name }) => name === 'The list')!;
			list.parameters.jsonOutput = JSON.stringify({ paymentName, people });
			const workflow = await env.rest.updateWorkflow(stored, draft);
			return env.next(workflow, () => env.rest.run(workflow, 'Pay the list'));
		},
	};
}

beforeAll(async () => {
	env = await openEnvironment();
	shop = await openShop();
});

afterAll(() => env.close());

const sent = () => env.sent('v2/send_money');

const branches = ['Paid', 'Not paid', 'Not known'];

const namesIn = (execution: Execution) =>
	Object.fromEntries(
		branches.map((branch) => [branch, execution.output(branch).map(({ name }) => name)]),
	);

const juma = { name: 'Juma', phone: '0712 345 678', amount: 100 };

describe('a list with every kind of trouble', () => {
	let execution: Execution;

	beforeAll(async () => {
		execution = await shop.pay('May', [
			{ name: 'Achieng', phone: '0700000001', amount: 100 },
			{ name: 'Barasa', phone: '0700000003', amount: 300 },
			{ name: 'Chebet', phone: '0700000005', amount: 60 },
			{ name: 'Dida', phone: '0700000006', amount: 70 },
			{ name: 'Ekai', phone: '0700000007', amount: 80 },
			{ name: 'Fatuma', phone: '0722***000', amount: 90 },
			{ name: 'Gitau', phone: 254711222333, amount: 'ten' },
			{ name: 'Halima', phone: '0711 222 444', amount: 5001 },
			juma,
		]);
	});

	it('sorts everyone into paid, not paid and not known', () => {
		expect(namesIn(execution)).toEqual({
			Paid: ['Achieng', 'Juma'],
			'Not paid': ['Barasa', 'Fatuma', 'Gitau', 'Halima'],
			'Not known': ['Chebet', 'Dida', 'Ekai'],
		});
	});

	it('shows the receipt of a payment', () => {
		expect(execution.output('Paid')).toContainEqual({
			...juma,
			receipt: expect.stringMatching(/^[A-Z\d]{10}$/),
			paidBefore: false,
		});
	});

	it('shows why someone was not paid', () => {
		expect(execution.output('Not paid').map(({ reason }) => reason)).toEqual([
			'The balance is insufficient for the transaction',
			expect.stringContaining('masked'),
			expect.stringContaining('Amount'),
			expect.stringContaining('The amount, KES 5,001, is above Maximum Amount, KES 5,000.'),
		]);
	});

	it('sends one request for each of the others', () => {
		expect(sent()).toHaveLength(6);
		expect(sent()).toContainEqual({
			destinations: [
				{
					type: 'mobile_wallet',
					phone_number: '254712345678',
					network: 'Safaricom',
					amount: 100,
					description: 'May',
				},
			],
			currency: 'KES',
			_links: { callback_url: 'https://callback.invalid/' },
		});
	});

	it('hands what is not known to a person, and never says to try again', () => {
		expect(execution.status).toBe('error');
		expect(execution.error).toMatch(
			/^Not known whether these people were paid\. Look for the payments in the Kopo Kopo dashboard before you do anything else\. Chebet, 0700000005, KES 60: The last status was Scheduled Dida, /,
		);
		expect(execution.error).not.toMatch(/try again/i);
	});

	it('pays no one twice if it runs again under the same payment name', async () => {
		const before = sent().length;
		const again = await shop.pay(' may ', [
			{ ...juma, phone: '+254 712 345 678' },
			{ name: 'Ekai', phone: '0700000007', amount: 80 },
			{ name: 'Imani', phone: '0711222555', amount: 10 },
		]);
		expect(sent()).toHaveLength(before + 1);
		expect(namesIn(again)).toEqual({
			Paid: ['Juma', 'Imani'],
			'Not paid': [],
			'Not known': ['Ekai'],
		});
		expect(again.output('Paid').map(({ paidBefore }) => paidBefore)).toEqual([true, false]);
	});
});

it('ends as a success if everyone was paid, and pays again under another payment name', async () => {
	const before = sent().length;
	for (const paymentName of ['June', 'July']) {
		expect((await shop.pay(paymentName, [juma])).status).toBe('success');
	}
	expect(sent()).toHaveLength(before + 2);
});

it('pays a person once whose number a spreadsheet wrote in another way', async () => {
	const before = sent().length;
	await shop.pay('August', [{ ...juma, phone: '0712000000' }]);
	for (const phone of ['0712000000.0', ' 254712000000.00 ', '0712.000.000', 712000000]) {
		const again = await shop.pay('August', [{ ...juma, phone }]);
		expect(again.output('Paid').map(({ paidBefore }) => paidBefore)).toEqual([true]);
	}
	expect(sent()).toHaveLength(before + 1);
});

it.each([
	['the same amount', 100],
	['different amounts', 200],
])('pays no one if a number is in the list twice with %s', async (what, amount) => {
	const before = sent().length;
	const execution = await shop.pay(what, [
		juma,
		{ name: 'Imani', phone: '0711222555', amount: 10 },
		{ name: 'Juma O.', phone: '254712345678.0', amount },
	]);
	expect(execution.status).toBe('error');
	expect(execution.error).toContain(
		'a phone number is in the list more than once: Juma (0712 345 678), Juma O. (254712345678.0).',
	);
	expect(sent()).toHaveLength(before);
});

it('pays no one if the total is above the limit', async () => {
	const before = sent().length;
	const people = [1, 2, 3, 4, 5].map((at) => ({ ...juma, phone: `071300000${at}`, amount: 4500 }));
	const execution = await shop.pay('Too much', people);
	expect(namesIn(execution)).toMatchObject({ Paid: [], 'Not known': [] });
	expect(execution.output('Not paid')).toHaveLength(5);
	expect(JSON.stringify(execution.output('Not paid'))).toContain('above Maximum Total');
	for (const { reason } of execution.output('Not paid')) {
		expect(reason).toContain('No money moved in this run. Earlier runs count separately');
	}
	expect(sent()).toHaveLength(before);
});

it.each<[string, AnswerRule]>([
	['rejects the request', { path: /send_money/, status: 422, body: '{"error_message":"Wrong"}' }],
	['issues no token', { path: /oauth\/token$/, status: 401, body: '{}' }],
])('pays a person in the next run if Kopo Kopo %s', async (what, answer) => {
	env.simulator.revokeTokens();
	env.simulator.answer(answer);
	const rejected = await shop.pay(what, [juma]);
	expect(namesIn(rejected)).toMatchObject({ 'Not paid': ['Juma'] });
	expect(rejected.status).toBe('success');
	expect(namesIn(await shop.pay(what, [juma]))).toMatchObject({ Paid: ['Juma'] });
});

it('knows nothing about people if the payment node itself fails', async () => {
	const broken = await openShop({ 'Pay each person': { operation: 'unheard-of' } });
	const execution = await broken.pay('Broken', [juma, { ...juma, name: 'Imani', phone: '0711' }]);
	const known: Json[] = execution.output('Not known');
	expect(known.map(({ name, reason }) => [name, reason])).toEqual([
		['Juma', 'n8n has no result for this person'],
		['Imani', 'n8n has no result for this person'],
	]);
	expect(execution.status).toBe('error');
});
