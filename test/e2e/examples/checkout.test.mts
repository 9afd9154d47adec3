import { readFileSync } from 'node:fs';
import type { PromptAnswer } from '../../simulator/resources/incoming_payment.mts';
import { openFormExample, type FormExample, type Visit } from '../../support/e2e/examples.mts';
import type { WorkflowDraft, WorkflowNode } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import type { Changes } from '../../support/workflows/example.mts';
import { resultOf } from '../../support/workflows/waiting.mts';

const tea = 'Tea, 250 g: KES 350';
const coffee = 'Coffee, 500 g: KES 1,200';
const name = 'Jane  Wanjiru Doe';
const receipt = '[A-Z\\d]{10}';
const paidOrder = 'I want the order that I paid for';
const failingAfterwards = '+254700000007';
const { nodes } = JSON.parse(readFileSync('examples/checkout.json', 'utf8')) as WorkflowDraft;
const parametersOf = (node: string) => nodes.find((one) => one.name === node)!.parameters;
const optionsOf = (node: string) => parametersOf(node).options as object;

let env: Environment;
let form: FormExample;
/** For the orders whose customers do not answer in time. n8n ends a wait up to a minute late, so they wait while the other tests run. */
let patient: Environment;
let unanswered: Promise<Record<'paid' | 'late' | 'declined' | 'open', Visit>>;

/** An order is one for each phone number, product and day, so each test needs a new one. */
let phones = 100;
const newPhone = () => `0712 345 ${(phones += 1)}`;
let receipts = 100;
const newReceipt = () => `SJK4H7L${(receipts += 1)}`;

beforeAll(async () => {
	const options = {
		resultDelay: 200,
		retryDelays: [],
		byHand: true,
		payerNumbers: '0722***000',
	} as const;
	env = await openEnvironment(options);
	patient = await openEnvironment(options);
	form = await openCheckout();
	const openHasty = (timeoutMinutes: number) =>
		openFormExample(patient, 'checkout', {
			'Ask for the payment': {
				options: { ...optionsOf('Ask for the payment'), timeoutMinutes },
			},
			'Wait five minutes': { unit: 'seconds', amount: 0.1 },
			'Paid in the meantime?': JSON.parse(
				JSON.stringify(parametersOf('Paid in the meantime?')).replace('< 11', '< 1'),
			) as WorkflowNode['parameters'],
		});
	// The second one leaves the time to have the simulator tell of a payment.
	unanswered = leaveUnanswered(await openHasty(0.02), await openHasty(0.5));
	unanswered.catch(() => {});
});

afterAll(async () => {
	await env.close();
	await patient.close();
});

/** The checkout of a shop whose customers pay at this till. */
const openCheckout = (changes: Changes = {}) =>
	openFormExample(env, 'checkout', {
		'Find the payment': {
			scopeReference: '123456',
			options: { ...optionsOf('Find the payment'), waitInterval: 1 },
		},
		...changes,
	});

const requests = (at = env) => at.sent('v1/incoming_payments');
type Metadata = Record<string, string> | null;

const requestsOf = ({ executionId }: Visit, at = env) =>
	requests(at).filter(({ metadata }) => (metadata as Metadata)?.order === executionId);

const checksOf = (id: string) =>
	patient.simulator.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id));

const order = (phone: string, product = tea, from = form) => from.submit(product, name, phone, '');
const enter = (entered: string, product = tea, from = form) =>
	from.submit(product, name, newPhone(), entered);

/** The prompt of an order. */
const promptOf = ({ executionId }: Visit, at = env) =>
	waitFor('prompt', 240, () =>
		at.simulator
			.resources()
			.find(({ attributes }) => (attributes.metadata as Metadata)?.order === executionId),
	);

/** The same, once the execution waits: n8n rejects an earlier result. */
async function waitingPromptOf(visit: Visit) {
	const prompt = await promptOf(visit);
	await waitFor('waiting execution', 240, async () => {
		const found = await env.rest.executions(form.workflow);
		const { status } = found.find(({ id }) => id === visit.executionId) ?? {};
		return status === 'waiting' || undefined;
	});
	return prompt;
}

const answer = async (visit: Visit, by: PromptAnswer) =>
	await env.simulator.answerPrompt((await waitingPromptOf(visit)).id, by);

const delivered = async (visit: Visit) => (await visit.execution()).output('Deliver the order');

async function expectDelivered(visit: Visit, amount: number) {
	expect(await visit.lastPage()).toEqual({
		title: 'Paid. Thank you!',
		lines: [
			expect.stringMatching(`^We received KES ${amount}\\. Your M-PESA receipt is ${receipt}\\.$`),
		],
	});
	const execution = await visit.execution();
	expect(execution.status).toBe('success');
	expect(execution.output('Deliver the order')).toMatchObject([{ paid: true, amount }]);
}

/** The page asks the customer to wait and never to pay; a person gets an alert. */
async function expectPerson(visit: Visit, title: string, alert: string) {
	const page = await visit.lastPage();
	expect(page.title).toBe(title);
	const text = page.lines.join('\n');
	expect(text).toMatch(/^Please do not pay (twice|again)\./);
	expect(text).toContain(`Your order number is ${visit.executionId}.`);
	expect(text).not.toMatch(/not charged|try again|not paid/);
	const execution = await visit.execution();
	expect(execution.status).toBe('error');
	expect(execution.error).toContain(alert);
	expect(execution.error).toContain(`order ${visit.executionId} (`);
	expect(execution.output('Deliver the order')).toEqual([]);
}

async function leaveUnanswered(hasty: FormExample, slower: FormExample) {
	const [paid, late, declined, open] = await Promise.all([
		order(newPhone(), tea, slower),
		order(newPhone(), tea, hasty),
		order(newPhone(), tea, hasty),
		order(newPhone(), tea, hasty),
	]);
	const { id } = await promptOf(paid, patient);
	patient.simulator.answer({
		method: 'GET',
		path: new RegExp(id),
		status: 200,
		body: resultOf(id, 350, 'K000000'),
	});
	const answerLate = async (visit: Visit, by: PromptAnswer) => {
		const prompt = await promptOf(visit, patient);
		// One before the wait, and one when the time is up.
		await waitFor('two checks', 240, () => checksOf(prompt.id)[1]);
		await patient.simulator.answerPrompt(prompt.id, by);
		expect((await visit.lastPage()).title).toBe('No answer yet');
	};
	await Promise.all([answerLate(late, 'pay'), answerLate(declined, 'cancel')]);
	return { paid, late, declined, open };
}

describe('a customer who pays on the phone', () => {
	it('gets the receipt, and the order is delivered', async () => {
		const visit = await order('0712 345 678');
		await answer(visit, 'pay');
		await expectDelivered(visit, 350);
		expect(requestsOf(visit)).toEqual([
			{
				payment_channel: 'M-PESA STK Push',
				till_number: 'K000000',
				subscriber: {
					phone_number: '+254712345678',
					first_name: 'Jane',
					last_name: 'Wanjiru Doe',
				},
				amount: { value: 350, currency: 'KES' },
				metadata: { order: visit.executionId },
				_links: { callback_url: expect.stringContaining(visit.executionId) },
			},
		]);
	});

	it('reads why it was not paid', async () => {
		const words: Array<[by: PromptAnswer, reason: string]> = [
			['cancel', 'you cancelled the prompt'],
			['wrong-pin', 'the PIN was wrong'],
			['insufficient-balance', 'your M-PESA balance is too low'],
			['time-out', 'your phone could not be reached'],
		];
		await Promise.all(
			words.map(async ([by, reason]) => {
				const visit = await order(newPhone());
				await answer(visit, by);
				expect(await visit.lastPage()).toEqual({
					title: 'Not paid',
					lines: [`You were not charged: ${reason}. To try again, open the form again.`],
				});
				const execution = await visit.execution();
				expect(execution.status).toBe('success');
				expect(execution.output('Deliver the order')).toEqual([]);
				expect(requestsOf(visit)).toHaveLength(1);
			}),
		);
	});

	it('is asked again after a declined prompt, and never after a paid one', async () => {
		const phone = newPhone();
		const declined = await order(phone);
		await answer(declined, 'cancel');
		expect((await declined.lastPage()).title).toBe('Not paid');

		const paid = await order(phone);
		await answer(paid, 'pay');
		await expectDelivered(paid, 350);
		expect(requestsOf(paid)).toHaveLength(1);

		const again = await order(phone);
		const asked = await again.answer(paidOrder);
		expect(asked).toContain('You have paid KES 350 for Tea, 250 g.');
		const page = await again.lastPage();
		expect(page.title).toBe('Already paid');
		expect(page.lines.join('\n')).toContain('was already used for an order.');
		// Anyone can enter a customer's phone number.
		const [payment] = (await paid.execution()).output('Deliver the order');
		for (const text of [asked, page.lines.join('\n')]) {
			expect(text).not.toContain(payment!.reference);
			expect(text).toContain(`receipt ends in ${String(payment!.reference).slice(-4)}`);
		}
		expect(requestsOf(again)).toEqual([]);
		expect(await delivered(again)).toEqual([]);
	});

	it('can buy the same again, and is asked each time', async () => {
		const phone = newPhone();
		const first = await order(phone);
		await answer(first, 'pay');
		await expectDelivered(first, 350);

		const second = await order(phone);
		await second.answer('I want to buy another one');
		await answer(second, 'cancel');
		expect((await second.lastPage()).title).toBe('Not paid');

		const third = await order(phone);
		await third.answer('I want to buy another one');
		await answer(third, 'pay');
		await expectDelivered(third, 350);
		expect(requestsOf(third)).toHaveLength(1);

		const fourth = await order(phone);
		const receipts = [];
		for (const wanted of ['I want to buy another one', paidOrder]) {
			const shown = await fourth.answer(wanted);
			receipts.push(/Your M-PESA receipt ends in (\w+)\./.exec(shown)![1]);
		}
		expect(new Set(receipts).size).toBe(2);
		const page = await fourth.lastPage();
		expect(page.title).toBe('Already paid');
		expect(page.lines.join('\n')).toContain(`receipt ends in ${receipts[1]} was`);
		expect(requestsOf(fourth)).toEqual([]);
	});

	it('buys nothing more with two tabs that ask whether to buy another one', async () => {
		const phone = newPhone();
		const first = await order(phone);
		await answer(first, 'pay');
		await expectDelivered(first, 350);
		const tabs = await Promise.all([order(phone), order(phone)]);
		const before = requests().length;
		await Promise.all(tabs.map((tab) => tab.answer('I want to buy another one')));
		const asked = await waitFor('prompt', 240, () =>
			tabs.find((tab) => requestsOf(tab).length > 0),
		);
		const other = tabs.find((tab) => tab !== asked)!;
		expect((await other.lastPage()).title).toBe('No answer yet');
		expect(requests()).toHaveLength(before + 1);
		await answer(asked, 'pay');
		await expectDelivered(asked, 350);
	});

	it('is asked once if the form is sent again after midnight, and again on the next day', async () => {
		const { assignments } = parametersOf('Order') as {
			assignments: { assignments: Array<{ value: string }> };
		};
		// The name says what time it is.
		const told = JSON.stringify(assignments).replace('$now', 'DateTime.fromISO($json.Name)');
		const dated = await openCheckout({
			Order: { assignments: JSON.parse(told) as object },
		});
		const phone = newPhone();
		const orderAt = (time: string) => dated.submit(tea, time, phone, '');
		const before = requests().length;
		const evening = await orderAt('2026-11-28T23:59:30+03:00');
		await promptOf(evening);
		const night = await orderAt('2026-11-29T00:00:30+03:00');
		expect((await night.lastPage()).title).toBe('No answer yet');
		const abroad = await orderAt('2026-11-28T22:30:00Z');
		expect((await abroad.lastPage()).title).toBe('No answer yet');
		expect(requests()).toHaveLength(before + 1);
		await promptOf(await orderAt('2026-11-29T04:00:00+03:00'));
		expect(requests()).toHaveLength(before + 2);
	});

	it('is asked once if the form is sent twice at the same moment', async () => {
		const phone = newPhone();
		const before = requests().length;
		const visits = await Promise.all([order(phone), order(phone.replaceAll(' ', ''))]);
		const asked = await waitFor('prompt', 240, () => {
			return visits.find((visit) => requestsOf(visit).length > 0);
		});
		const other = visits.find((visit) => visit !== asked)!;
		expect((await other.lastPage()).title).toBe('No answer yet');
		await answer(asked, 'pay');
		await expectDelivered(asked, 350);
		expect(requests()).toHaveLength(before + 1);
	});

	it('is asked to wait for a person if another amount arrives', async () => {
		const visit = await order(newPhone());
		const { id } = await waitingPromptOf(visit);
		const { _links } = requestsOf(visit)[0]! as { _links: { callback_url: string } };
		await env.simulator.deliver({ url: _links.callback_url, body: resultOf(id, 300, 'K000000') });
		await expectPerson(visit, 'We will check your payment', 'The payment is KES 300 with');
	});
});

describe('without an answer', () => {
	it('the payment of a request that Kopo Kopo did not confirm is not known, and not requested again', async () => {
		for (const requested of [1, 0]) {
			const visit = await order(failingAfterwards);
			await expectPerson(visit, 'No answer yet', 'Not known whether this was paid: KES 350');
			expect(requestsOf(visit)).toHaveLength(requested);
		}
	});
});

describe('before anything is sent', () => {
	const notSent = 'No payment request was sent';

	it.each([
		['a wrong phone number', tea, '12', 'is not a Kenyan phone number: 12'],
		['a price that is not ours', 'Tea, 250 g: KES 1', '0712345678', 'not in our list'],
	])('the customer can correct %s', async (_what, product, phone, reason) => {
		const visit = await order(phone, product);
		const page = await visit.lastPage();
		expect(page.title).toBe(notSent);
		expect(page.lines.join('\n')).toContain(reason);
		expect((await visit.execution()).status).toBe('success');
		expect(requestsOf(visit)).toEqual([]);
	});

	const expectAlert = async (visit: Visit, reason: string) => {
		expect(await visit.lastPage()).toEqual({
			title: notSent,
			lines: [
				'You were not charged. Something is wrong on our side, and we know about it. Please pay in another way.',
			],
		});
		const execution = await visit.execution();
		expect(execution.status).toBe('error');
		expect(execution.error).toContain(reason);
	};

	it.each([
		['the credential is wrong', 401, 'did not accept the client ID or secret (401)'],
		['Kopo Kopo issues no token', 503, 'did not issue an access token (503)'],
	])('the shop gets an alert if %s', async (_what, status, reason) => {
		env.simulator.revokeTokens();
		env.simulator.answer({ path: /oauth\/token$/, status, body: '{}' });
		const visit = await order(newPhone());
		await expectAlert(visit, reason);
		const accepted = env.simulator
			.resources()
			.filter(({ attributes }) => (attributes.metadata as Metadata)?.order === visit.executionId);
		expect(accepted).toEqual([]);
	});

	it('the shop gets an alert if a price is above Maximum Amount', async () => {
		const limited = await openCheckout({
			'Ask for the payment': {
				options: { ...optionsOf('Ask for the payment'), maximumAmount: 1000 },
			},
		});
		const visit = await order(newPhone(), coffee, limited);
		await expectAlert(visit, 'The amount, KES 1,200, is above Maximum Amount, KES 1,000.');
		expect(requestsOf(visit)).toEqual([]);
	});
});

describe('a customer who has already paid', () => {
	const payTill = (reference: string, amount: number, event?: string) =>
		env.simulator.payTill({ tillNumber: '123456', amount, reference, event });

	let before: number;
	beforeEach(() => (before = requests().length));
	afterEach(() => expect(requests()).toHaveLength(before));

	it('gets the order with the receipt, and only once', async () => {
		const reference = newReceipt();
		await payTill(reference, 350);
		const message = `${reference.toLowerCase()} Confirmed. Ksh350.00 paid to SHOP 123456.`;
		await expectDelivered(await enter(message), 350);

		const copy = await enter(reference);
		const page = await copy.lastPage();
		expect(page.title).toBe('Already paid');
		expect(page.lines.join('\n')).toContain(
			`whose receipt ends in ${reference.slice(-4)} was already used`,
		);
		expect(await delivered(copy)).toEqual([]);
	});

	it('does not get the order with the receipt of a sale at another till', async () => {
		const reference = newReceipt();
		await env.simulator.payTill({ tillNumber: '654321', amount: 350, reference });
		const visit = await enter(reference);
		expect((await visit.lastPage()).title).toBe('Not listed yet');
		expect(await delivered(visit)).toEqual([]);
	});

	it('waits for a person if it is less than the price, or reversed', async () => {
		const [less, reversed] = [newReceipt(), newReceipt()];
		await payTill(less, 349);
		await payTill(reversed, 350);
		await payTill(reversed, 350, 'buygoods_transaction_reversed');
		const visits = await Promise.all([enter(less), enter(reversed)]);
		const title = 'We will check your payment';
		await expectPerson(
			visits[0],
			title,
			`${less}. The payment is KES 349 with the status Received`,
		);
		await expectPerson(visits[1], title, 'with the status Reversed.');
	});

	it('reads that it is not listed yet, never that it was not paid', async () => {
		const reference = newReceipt();
		const visit = await enter(reference);
		const page = await visit.lastPage();
		expect(page.title).toBe('Not listed yet');
		const text = page.lines.join('\n');
		expect(text).toMatch(/^Please do not pay again\./);
		expect(text).toContain(reference);
		expect(text).not.toMatch(/not paid|not charged/i);
		expect((await visit.execution()).status).toBe('success');
	});

	it('waits for a person if Kopo Kopo cannot list the payments', async () => {
		env.simulator.answer({ method: 'POST', path: /polling/, status: 503 });
		await expectPerson(await enter(newReceipt()), 'We will check your payment', '(503)');
	});

	it('waits for a person if n8n could not remember the receipt', async () => {
		const forgetful = await openCheckout({
			'Accept receipt once': {
				options: { ...optionsOf('Accept receipt once'), historySize: 0 },
			},
			'Wait a second': { amount: 0.1 },
		});
		const reference = newReceipt();
		await payTill(reference, 350);
		const visit = await enter(reference, tea, forgetful);
		await expectPerson(visit, 'We will check your payment', 'maximum history size');
	});

	it('gets the order if n8n remembers the receipt only on the second try', async () => {
		const historySize = '={{ $runIndex === 0 ? 0 : 1000 }}';
		const distracted = await openCheckout({
			'Accept receipt once': { options: { ...optionsOf('Accept receipt once'), historySize } },
			'Wait a second': { amount: 0.1 },
		});
		const reference = newReceipt();
		await payTill(reference, 350);
		await expectDelivered(await enter(reference, tea, distracted), 350);
		expect((await (await enter(reference, tea, distracted)).lastPage()).title).toBe('Already paid');
	});

	it('gets the order, too, if two send the first receipts at the same moment', async () => {
		const fresh = await openCheckout();
		const references = [newReceipt(), newReceipt()];
		for (const reference of references) await payTill(reference, 350);
		const visits = await Promise.all(references.map((one) => enter(one, tea, fresh)));
		await Promise.all(visits.map((visit) => expectDelivered(visit, 350)));
	});
});

it('has words for each reason of a payment that was not made', async () => {
	const { completionMessage } = parametersOf('Declined page');
	const source = readFileSync('nodes/KopoKopo/payloads/failure-reason.ts', 'utf8');
	const reasons = [...source.matchAll(/\| '(\w+)'/g)].map(([, reason]) => reason!);
	expect(reasons).toContain('busy');
	for (const reason of reasons.filter((one) => one !== 'other')) {
		expect(completionMessage).toContain(` ${reason}: '`);
	}
});

describe('when the time is up', () => {
	it('a payment that has arrived shows the receipt', async () => {
		const { paid } = await unanswered;
		await expectDelivered(paid, 350);
		expect(requestsOf(paid, patient)).toHaveLength(1);
	});

	it('an order that is paid later is delivered, and the customer is told', async () => {
		const { late } = await unanswered;
		const execution = await late.execution();
		expect(execution.status).toBe('success');
		expect(execution.output('Tell: it is paid')).toMatchObject([{ paid: true, amount: 350 }]);
		expect(execution.output('Deliver the order')).toHaveLength(1);
		expect(requestsOf(late, patient)).toHaveLength(1);
	});

	it('a customer who declines later is told', async () => {
		const { declined } = await unanswered;
		const execution = await declined.execution();
		expect(execution.status).toBe('success');
		expect(execution.output('Tell: it is not paid')).toMatchObject([
			{ failureReason: 'cancelled' },
		]);
		expect(execution.output('Deliver the order')).toEqual([]);
	});

	it('a person decides if the outcome stays unknown', async () => {
		const { open } = await unanswered;
		await expectPerson(open, 'No answer yet', 'The last status was Pending.');
		expect(requestsOf(open, patient)).toHaveLength(1);
	});
});
