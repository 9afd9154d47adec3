import { randomUUID } from 'node:crypto';
import { statusWithoutLogin, visitForm } from '../../support/e2e/approver.mts';
import { brokenIf } from '../../support/e2e/broken-table.mts';
import { connectAssistant, type Answer, type Assistant } from '../../support/e2e/assistant.mts';
import { openMcpServer, type McpServer } from '../../support/e2e/mcp-server.mts';
import { describeExample, itBefore } from '../../support/e2e/releases.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let env: Environment;
let server: McpServer;
let assistant: Assistant;

beforeAll(async () => {
	env = await openEnvironment({ resultDelay: 200 });
	server = await openMcpServer(env);
	assistant = await connectAssistant(server.url, server.token);
});

afterAll(async () => {
	await assistant?.close();
	await env.close();
});

const prompts = () => env.sent('v1/incoming_payments');
const payouts = () => env.sent('v2/send_money');

const order = (number: string, more: Record<string, unknown> = {}) => ({
	Phone_Number: '0700 000 001',
	Amount: 1500,
	Order_Number: number,
	...more,
});

/** What payment_status returns of a request, once the customer has answered. */
const result = ({ item: { location: Location } }: Answer) =>
	waitFor('answer of the customer', 240, async () => {
		const { item } = await assistant.call('payment_status', { Location });
		return typeof item.paid === 'boolean' ? item : undefined;
	});

describe('the server', () => {
	it('lists exactly four tools, with the types of what they need', async () => {
		const tools = await assistant.tools();
		const found = tools.map(({ name, arguments: types, required }) => [name, types, required]);
		expect(Object.fromEntries(found.map(([name, types]) => [name, types]))).toEqual({
			find_payment: { Receipt: 'string', Phone_Number: 'string' },
			request_payment: { Phone_Number: 'string', Amount: 'number', Order_Number: 'string' },
			payment_status: { Location: 'string' },
			propose_payout: {
				Name: 'string',
				Phone: 'string',
				Amount: 'number',
				Reference: 'string',
				Reason: 'string',
			},
		});
		const optional = found.flatMap(([, types, required]) =>
			Object.keys(types!).filter((key) => !(required as string[]).includes(key)),
		);
		expect(optional).toEqual(['Receipt', 'Phone_Number']);
	});

	it.each(['Streamable HTTP', 'SSE'] as const)('refuses another token by %s', async (transport) => {
		const connected = connectAssistant(server.url, randomUUID(), transport);
		await expect(connected).rejects.toThrow(/Authorization data is wrong|403/);
	});

	it('starts nothing without the token or the login', async () => {
		expect(await statusWithoutLogin(server.formUrl)).toBe(401);
		expect(await env.rest.executions(server.workflow)).toEqual([]);
	});

	it('answers SSE clients too', async () => {
		const other = await connectAssistant(server.url, server.token, 'SSE');
		const tools = await other.tools();
		const { item } = await other.call('find_payment', { Receipt: 'UNKNOWN002' });
		await other.close();
		expect(tools).toHaveLength(4);
		expect(item).toMatchObject({ found: false });
	});
});

describe('request_payment and payment_status', () => {
	it('sends one prompt for an order number, also in another session and in lower case', async () => {
		const first = await assistant.call('request_payment', order('inv-17'));
		expect(first.item).toMatchObject({ idempotencyKey: 'INV-17', alreadySent: false });
		const other = await connectAssistant(server.url, server.token);
		const again = await other.call('request_payment', order(' INV-17 '));
		await other.close();
		expect(again.item).toMatchObject({ location: first.item.location, alreadySent: true });
		expect(prompts()).toEqual([
			expect.objectContaining({
				till_number: 'K000000',
				subscriber: { phone_number: '+254700000001' },
				amount: { currency: 'KES', value: 1500 },
				metadata: { order: 'inv-17' },
			}),
		]);
		expect(await result(first)).toMatchObject({
			paid: true,
			amount: 1500,
			metadata: { order: 'inv-17' },
		});
	});

	it('sends one prompt for an order that is requested several times at once', async () => {
		const before = prompts().length;
		const answers = await Promise.all(
			Array.from({ length: 4 }, () => assistant.call('request_payment', order('AT-ONCE'))),
		);
		expect(prompts()).toHaveLength(before + 1);
		expect(answers.filter(({ item }) => item.alreadySent === false)).toHaveLength(1);
	});

	it.each([
		['more than the limit', order('A-1', { Amount: 5001 }), 'above Maximum Amount, KES 5,000'],
		['a wrong phone number', order('A-2', { Phone_Number: '12' }), 'not a Kenyan phone number: 12'],
		['less than nothing', order('A-3', { Amount: -5 }), 'is not a valid amount'],
		['an amount as text', order('A-4', { Amount: '100' }), 'Expected number'],
		['no order number', order(' '), 'Idempotency Key has no value'],
		['an order with another amount', order('INV-17', { Amount: 20 }), 'another payment'],
	])('rejects %s with the reason, and sends nothing', async (_what, values, reason) => {
		const before = prompts().length;
		const { isError, text } = await assistant.call('request_payment', values);
		expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(reason) });
		expect(prompts()).toHaveLength(before);
	});

	it('does not repeat a request that Kopo Kopo may have accepted', async () => {
		const before = prompts().length;
		const values = order('UNKNOWN', { Phone_Number: '0700000007' });
		const first = await assistant.call('request_payment', values);
		const again = await assistant.call('request_payment', values);
		expect([first.isError, again.isError]).toEqual([true, true]);
		for (const { text } of [first, again]) expect(text).toMatch(/may have/);
		expect(prompts()).toHaveLength(before + 1);
	});

	it('tells why the customer did not pay', async () => {
		const values = order('B-1', { Phone_Number: '0700000002' });
		const asked = await assistant.call('request_payment', values);
		expect(await result(asked)).toMatchObject({ paid: false, failureReason: 'cancelled' });
	});
});

describe('find_payment', () => {
	it('finds a payment by its receipt, and says that another one is not listed', async () => {
		await env.simulator.payTill({ tillNumber: 'K000000', amount: 250, reference: 'SJK4H7L2QX' });
		const found = await assistant.call('find_payment', { Receipt: 'sjk4h7l2qx' });
		expect(found.item).toMatchObject({ found: true, amount: 250, status: 'Received' });
		const missing = await assistant.call('find_payment', { Receipt: 'SJK4H7L2QZ' });
		expect(missing.item).toMatchObject({ found: false, paid: null });
	});

	it('searches nothing without a receipt and a phone number', async () => {
		const before = env.sent('v1/polling').length;
		const { isError } = await assistant.call('find_payment', {});
		expect(isError).toBe(true);
		expect(env.sent('v1/polling')).toHaveLength(before);
	});
});

const proposal = (more: Record<string, unknown> = {}) => ({
	Name: 'Wanjiru Kamau',
	Phone: '0712 345 678',
	Amount: 1200,
	Reference: randomUUID().toUpperCase(),
	Reason: 'Transport to the market',
	...more,
});

itBefore('2.14')(
	'says that it could not propose a payout, since this n8n creates no data tables',
	async () => {
		const before = env.simulator.requests.length;
		const { item } = await assistant.call('propose_payout', proposal());
		expect(item).toMatchObject({
			proposed: false,
			problem: expect.stringContaining('n8n could not save the proposal'),
		});
		expect(env.simulator.requests).toHaveLength(before);
	},
);

describeExample('mcp-server')('propose_payout', () => {
	const propose = async (more: Record<string, unknown> = {}) => {
		const values = proposal(more);
		const { item } = await assistant.call('propose_payout', values);
		expect(item).toMatchObject({ proposed: true });
		return { number: String(item.proposal), reference: values.Reference };
	};
	const open = (number = '') => visitForm(server.formUrl, server.login, number);
	const approve = async (number: string, decision = 'Approve and pay') => {
		const visit = await open(number);
		const question = await visit.question();
		expect(await visit.decide(decision, server.login)).toBe(200);
		const page = await visit.lastPage();
		return { question, page, execution: await env.execution(server.workflow, visit.executionId) };
	};

	it('sends nothing to Kopo Kopo, and shows a person in full what would be paid', async () => {
		const before = env.simulator.requests.length;
		const { number, reference } = await propose({
			Name: 'Mary <b>Otieno</b>',
			Reason: 'Fare {{ 1 + 1 }}',
		});
		const visit = await open(number);
		const question = await visit.question();
		expect(question).toContain(`Proposal ${number}: KES 1,200`);
		expect(question).toContain('To: Mary <b>Otieno</b> Phone: 0712345678');
		expect(question).toContain(`Reference: ${reference}`);
		expect(question).toContain('Fare {{ 1 + 1 }}');
		expect(question).toContain('This number was not paid before');
		expect(env.simulator.requests).toHaveLength(before);
		await visit.decide('Reject', server.login);
		await visit.lastPage();
	});

	it('pays exactly what a person approved, once', async () => {
		const before = payouts().length;
		const { number, reference } = await propose();
		const { page } = await approve(number);
		expect(page).toContain('Paid');
		expect(page).toMatch(/KES 1,200 to Wanjiru Kamau, 0712345678\. Receipt [A-Z\d]{10}\./);
		expect(payouts().slice(before)).toEqual([
			expect.objectContaining({
				destinations: [
					expect.objectContaining({
						type: 'mobile_wallet',
						phone_number: '254712345678',
						amount: 1200,
						description: reference,
					}),
				],
				metadata: { proposal: number },
			}),
		]);
		expect(await (await open(number)).lastPage()).toContain(`Proposal ${number} is not open`);
		const { text } = await assistant.call('propose_payout', proposal({ Reference: reference }));
		expect(text).toContain(`Proposal ${number} has the same reference and is paid`);
	});

	it('pays once when two people approve at the same moment', async () => {
		const before = payouts().length;
		const { number } = await propose();
		const visits = await Promise.all([open(number), open(number)]);
		for (const visit of visits) await visit.question();
		await Promise.all(visits.map((visit) => visit.decide('Approve and pay', server.login)));
		const pages = await Promise.all(visits.map((visit) => visit.lastPage()));
		expect(payouts()).toHaveLength(before + 1);
		expect(pages.filter((page) => /^(Payouts to approve )?Paid/.test(page))).not.toEqual([]);
	});

	it('pays a reference once that is proposed twice at the same moment', async () => {
		const before = payouts().length;
		const values = proposal();
		const answers = await Promise.all(
			[values, values].map((each) => assistant.call('propose_payout', each)),
		);
		const numbers = answers.flatMap(({ item }) => (item.proposed ? [String(item.proposal)] : []));
		await Promise.all(numbers.map((number) => approve(number)));
		expect(payouts()).toHaveLength(before + 1);
	});

	it('pays nothing that a person rejects, which can be proposed again', async () => {
		const before = payouts().length;
		const { number, reference } = await propose();
		const { page } = await approve(number, 'Reject');
		expect(page).toContain(`Proposal ${number} is rejected. Nothing was sent.`);
		expect(payouts()).toHaveLength(before);
		await propose({ Reference: reference, Amount: 1000 });
	});

	it('decides nothing twice', async () => {
		const before = payouts().length;
		const { number } = await propose();
		const [first, second] = [await open(number), await open(number)];
		await first.question();
		await second.question();
		await first.decide('Reject', server.login);
		await first.lastPage();
		await second.decide('Approve and pay', server.login);
		expect(await second.lastPage()).toContain('approved or rejected before');
		expect(payouts()).toHaveLength(before);
	});

	describe('a payment that does not succeed', () => {
		const phones = ['0700000003', '0700000007', '0700000005'];
		let ended: Record<string, Awaited<ReturnType<typeof approve>> & { number: string }>;
		let sent: number;

		beforeAll(async () => {
			const before = payouts().length;
			const results = phones.map(async (Phone) => {
				const { number } = await propose({ Phone });
				return [Phone, { number, ...(await approve(number)) }] as const;
			});
			ended = Object.fromEntries(await Promise.all(results));
			sent = payouts().length - before;
		});

		it.each([
			['failed', '0700000003', 'Not paid', 'The balance is insufficient'],
			['may have been accepted', '0700000007', 'Not known', 'Kopo Kopo dashboard'],
			['has no result', '0700000005', 'Not known', 'Kopo Kopo dashboard'],
		])('is shown and alerts if it %s', async (_what, phone, title, words) => {
			const { number, page, execution } = ended[phone]!;
			expect(page).toContain(title);
			expect(page).toContain(words);
			expect(page).not.toMatch(/try again|again later/i);
			expect(execution.error).toContain(title);
			expect(await (await open(number)).lastPage()).toContain(`Proposal ${number} is not open`);
		});

		it('is sent once', () => {
			expect(sent).toBe(phones.length);
		});
	});

	it.each([
		['above the limit', { Amount: 5000.01 }, 'more than the limit of KES 5,000'],
		['without a phone number', { Phone: '' }, 'not a Kenyan phone number: empty'],
		['with a masked phone number', { Phone: '0712***678' }, 'not a Kenyan phone number'],
		['with a fraction of a cent', { Amount: 10.001 }, 'not a valid amount'],
		['of nothing', { Amount: 0 }, 'not a valid amount'],
		['without a reference', { Reference: ' ' }, 'The reference is missing'],
	])('stores no proposal %s, and says why', async (_what, more, problem) => {
		const { item } = await assistant.call('propose_payout', proposal(more));
		expect(item).toEqual({ proposed: false, problem: expect.stringContaining(problem) });
	});

	it('accepts no decision without the login', async () => {
		const sent = payouts().length;
		const { number } = await propose();
		const visit = await open(number);
		await visit.question();
		const wrong = { ...server.login, password: 'another' };
		expect(await visit.decide('Approve and pay')).toBe(401);
		expect(await visit.decide('Approve and pay', wrong)).toBe(401);
		expect(payouts()).toHaveLength(sent);
		await visit.decide('Reject', server.login);
		await visit.lastPage();
	});

	it('pays once if n8n stops before it has saved the outcome, and a person approves again', async () => {
		const none = { conditions: [{ keyName: 'id', condition: 'eq', keyValue: '0' }] };
		const stopped = await openMcpServer(env, { 'Record the outcome': { filters: none } });
		const other = await connectAssistant(stopped.url, stopped.token);
		const values = proposal();
		await other.call('propose_payout', values);
		const before = payouts().length;
		const pages = [];
		for (const decision of ['Approve and pay', 'Approve and pay', 'Reject']) {
			const visit = await visitForm(stopped.formUrl, stopped.login);
			const question = await visit.question();
			await visit.decide(decision, stopped.login);
			pages.push([question, await visit.lastPage()]);
			await env.execution(stopped.workflow, visit.executionId);
		}
		const [[first], [again, page], [, rejected]] = pages as [string[], string[], string[]];
		expect(first).not.toContain('approved before');
		expect(again).toContain('If you approve it again, it is not sent twice');
		expect(page).toContain('It was sent before, and not again');
		expect(rejected).toContain('It was approved before: look in the Kopo Kopo dashboard');
		const { item } = await other.call('propose_payout', values);
		await other.close();
		expect(item.problem).toContain('has the same reference and is not known');
		expect(payouts()).toHaveLength(before + 1);
	});

	it('says that nothing was sent if the table cannot be read or saved', async () => {
		const before = payouts().length;
		const invalid = {
			tableName: `Broken ${randomUUID()}`,
			columns: { column: [{ name: '1 2', type: 'string' }] },
		};
		const broken = await openMcpServer(env, {
			'Open the table': invalid,
			'Find the table': invalid,
		});
		const other = await connectAssistant(broken.url, broken.token);
		const { item } = await other.call('propose_payout', proposal());
		await other.close();
		expect(item).toMatchObject({
			proposed: false,
			problem: expect.stringContaining('n8n could not save the proposal'),
		});
		const visit = await visitForm(broken.formUrl, broken.login);
		expect(await visit.lastPage()).toContain('Nothing was sent');
		const { error } = await env.execution(broken.workflow, visit.executionId);
		expect(error).toContain('could not read or save the proposals');
		expect(payouts()).toHaveLength(before);
	});

	it('says that the data table failed, and never that a proposal waits, is decided, or that none waits', async () => {
		const before = payouts().length;
		const referenceIs = (reference: string) =>
			`$('Check the proposal').first().json.reference === '${reference}'`;
		const unread = `$('Open the proposals').first().json.Proposal === 999`;
		const broken = await openMcpServer(env, {
			'Proposals like it': brokenIf(referenceIs('UNREAD'), 'Open the table', 'name'),
			'Save the proposal': brokenIf(referenceIs('UNSAVED'), 'Open the table'),
			'All proposals': brokenIf(unread, 'Find the table', 'name'),
			'Record the decision': brokenIf('true', 'Find the table'),
		});
		const other = await connectAssistant(broken.url, broken.token);
		for (const Reference of ['UNREAD', 'UNSAVED']) {
			const { item } = await other.call('propose_payout', proposal({ Reference }));
			expect(item).toEqual({
				proposed: false,
				problem: expect.stringMatching(/^n8n could not (read|save) the proposal/),
			});
		}
		await other.call('propose_payout', proposal());
		await other.close();
		for (const [number, decision] of [['999'], ['', 'Approve and pay']] as const) {
			const visit = await visitForm(broken.formUrl, broken.login, number);
			if (decision !== undefined) {
				await visit.question();
				await visit.decide(decision, broken.login);
			}
			expect(await visit.lastPage()).toMatch(
				/Nothing was sent n8n could not read or save the proposals: ./,
			);
			const { error } = await env.execution(broken.workflow, visit.executionId);
			expect(error).toContain('could not read or save the proposals');
		}
		expect(payouts()).toHaveLength(before);
	});
});
