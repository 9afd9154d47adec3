import { randomUUID } from 'node:crypto';
import { manualClock } from '../../simulator/clock.mts';
import { describeSince, hasRelease, itBefore } from '../../support/e2e/releases.mts';
import { startMailServer, type MailServer } from '../../support/e2e/mail-server.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import { fetchOnNewConnection } from '../../support/host/new-connection.mts';
import type { StoredWorkflow, WorkflowDraft } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

const amount = 250;
const email = 'jane@example.com';
const key = { 'X-Shop': 'lipa-na-shop-1' };
const endNodes = ['Paid', 'Not paid', 'Not known'];

/** An hour behind the real time, so that no link of the simulator expires by itself. */
const clock = manualClock(Date.now() - 3_600_000);

interface Answer {
	order: string;
	link: string | null;
	payBy?: string;
	emailed?: boolean;
	repeated?: boolean;
	paid?: boolean;
	error?: string;
}

/** A payment link that n8n created for an order. */
interface Link {
	id: string;
	location: string;
	callbackUrl: string;
	executionId: string;
	workflow: StoredWorkflow;
}

interface Shop {
	workflow: StoredWorkflow;
	/** Posts an order. */
	place(
		order: Json,
		headers?: Record<string, string>,
	): Promise<{ status: number; answer: Answer | null }>;
	/** Posts an order, and returns its newest link once the execution waits. */
	send(order: string): Promise<Link>;
}

let env: Environment;
let mail: MailServer;

/** The time limit in the past, which the next call shows. n8n itself looks only once a minute. */
const overdue = { 'plus({ days: 7 })': 'minus({ seconds: 1 })' };

async function openShop(changes: Record<string, string> = {}): Promise<Shop> {
	const login = await env.rest.createCredential({
		name: 'Shop',
		type: 'httpHeaderAuth',
		data: { name: 'X-Shop', value: key['X-Shop'] },
	});
	const smtp = await env.rest.createCredential(mail.credential);
	const path = randomUUID();
	const draft = await example('payment-link', [env.credential, login, smtp], {
		Order: { path },
		'Wait a moment': { amount: 0.1 },
		'Let payments finish': { amount: 0.1, unit: 'seconds' },
	});
	const text = Object.entries(changes).reduce(
		(before, [from, to]) => before.replace(from, to),
		JSON.stringify(draft).replaceAll('"waitBetweenTries":1000', '"waitBetweenTries":1'),
	);
	const workflow = await env.open(JSON.parse(text) as WorkflowDraft);

	const place: Shop['place'] = async (order, headers = key) => {
		const answer = await fetchOnNewConnection(`${env.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(order),
		});
		const body = await answer.text();
		const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
		return { status: answer.status, answer: isJson ? (JSON.parse(body) as Answer) : null };
	};
	return {
		workflow,
		place,
		async send(order) {
			await place({ order, email, amount });
			const link = linksOf(order, workflow).at(-1)!;
			await waits(link);
			return link;
		},
	};
}

beforeAll(async () => {
	env = await openEnvironment({ clock, resultDelay: 1000, retryDelays: [] });
	mail = await startMailServer();
});

afterAll(async () => {
	await env.close();
	await mail.close();
});

interface Stored {
	data: { attributes: { _links: { callback_url: string } } };
}

const linksOf = (order: string, workflow: StoredWorkflow): Link[] =>
	env.simulator
		.resources()
		.filter(({ attributes }) => attributes.payment_reference === order)
		.map(({ id, location }) => {
			const { data } = env.simulator.document(id) as unknown as Stored;
			const callbackUrl = data.attributes._links.callback_url;
			const [, executionId = ''] = /\/webhook-waiting\/(\d+)/.exec(callbackUrl) ?? [];
			return { id, location, callbackUrl, executionId, workflow };
		});

const waits = (link: Link) =>
	waitFor(`execution ${link.executionId} that waits`, 240, async () => {
		const executions = await env.rest.executions(link.workflow);
		return executions.find(({ id }) => id === link.executionId)?.status === 'waiting' || undefined;
	});

const executionOf = (link: Link) => env.execution(link.workflow, link.executionId);

const outcomesIn = (execution: Execution) =>
	Object.fromEntries(endNodes.map((node) => [node, execution.output(node)]));

const only = (node: string, fields: Json) => ({
	...Object.fromEntries(endNodes.map((each) => [each, []])),
	[node]: [expect.objectContaining(fields)],
});

const requestsTo = (link: Link, method: string, end: string) =>
	env.simulator.requests.filter(
		(request) => request.method === method && request.path.endsWith(`${link.id}${end}`),
	);

const checksOf = (link: Link) => requestsTo(link, 'GET', '').length;
const cancellationsOf = (link: Link) => requestsTo(link, 'POST', '/cancel').length;

const mailsAbout = (order: string) =>
	mail.mails.filter(
		({ subject }) => subject.includes(`order ${order}`) || subject.includes(`Order ${order}`),
	);

const paidResult = (link: Link, paid = amount, id = link.id) =>
	JSON.stringify({
		data: {
			id,
			type: 'payment_link',
			attributes: {
				status: 'Processed',
				currency: 'KES',
				amount: paid,
				payment_link: { status: 'Paid', transaction_reference: 'OJM6Q1W84K' },
				errors: null,
			},
		},
	});

/** Calls the URL of the execution, and returns once n8n has checked the link and waits again. */
async function callAndWait(link: Link, body: string, sign: boolean): Promise<void> {
	const before = checksOf(link);
	const { status } = await env.simulator.deliver({ url: link.callbackUrl, body, sign });
	expect(status).toBe(200);
	await waitFor('check of the link', 240, () => checksOf(link) > before || undefined);
	await waits(link);
}

async function forge(link: Link): Promise<void> {
	const body = paidResult(link);
	const { status } = await env.simulator.deliver({ url: link.callbackUrl, body, sign: false });
	expect(status).toBe(200);
}

describe('within seven days', () => {
	let shop: Shop;

	beforeAll(async () => {
		shop = await openShop();
	});

	it('emails the link, waits for the payment and thanks the customer', async () => {
		const before = Date.now();
		const { status, answer } = await shop.place({ order: 'A-1', email, amount });
		const [link] = linksOf('A-1', shop.workflow);
		expect(status).toBe(200);
		expect(answer).toEqual({
			order: 'A-1',
			link: expect.stringMatching(/^http.+\/links\/[\da-f-]{36}$/),
			payBy: expect.any(String),
			emailed: true,
		});
		const days = (Date.parse(answer!.payBy!) - before) / 86_400_000;
		expect(days).toBeGreaterThan(6.99);
		expect(days).toBeLessThan(7.01);
		expect(env.sent('v2/payment_links').filter((sent) => sent.payment_reference === 'A-1')).toEqual(
			[
				{
					till_number: 'K000000',
					amount,
					currency: 'KES',
					note: 'Order A-1',
					payment_reference: 'A-1',
					_links: {
						callback_url: expect.stringMatching(/\/webhook-waiting\/\d+\/kopokopo-result/),
					},
				},
			],
		);
		expect(mailsAbout('A-1')).toEqual([
			{
				from: 'shop@example.com',
				to: email,
				subject: 'Pay KES 250 for order A-1',
				text: expect.stringMatching(
					/^Hello,\n\nPlease pay KES 250 for order A-1 with M-PESA:\n\nhttp\S+\n\nYou can pay until \w+day, \d+ \w+ \d{4}, \d\d:\d\d\.\n\nThank you!$/,
				),
			},
		]);
		expect(mailsAbout('A-1')[0]!.text.split('\n')).toContain(answer!.link);

		await waits(link!);
		await env.simulator.payLink(link!.id, { reference: 'OJM6Q1W84K' });
		const execution = await executionOf(link!);
		expect(outcomesIn(execution)).toEqual(
			only('Paid', { order: 'A-1', amount, receipt: 'OJM6Q1W84K', email }),
		);
		expect(execution.status).toBe('success');
		expect(mailsAbout('A-1')[1]).toEqual({
			from: 'shop@example.com',
			to: email,
			subject: 'We received your payment for order A-1',
			text: 'Hello,\n\nWe received KES 250 for order A-1. Your M-PESA receipt is OJM6Q1W84K.\n\nThank you!',
		});
		expect([checksOf(link!), cancellationsOf(link!)]).toEqual([1, 0]);
	});

	it('keeps waiting after a forged result, and after the result of another link', async () => {
		const link = await shop.send('A-2');
		await callAndWait(link, paidResult(link), false);
		await callAndWait(link, '{}', false);
		await callAndWait(link, paidResult(link, amount, randomUUID()), true);
		await env.simulator.payLink(link.id);
		expect(outcomesIn(await executionOf(link))).toEqual(only('Paid', { order: 'A-2', amount }));
		expect(mailsAbout('A-2')).toHaveLength(2);
		expect(cancellationsOf(link)).toBe(0);
	});

	it('finds a payment whose result was lost, at the next check', async () => {
		const link = await shop.send('A-3');
		env.simulator.answer({ method: 'GET', path: new RegExp(link.id), status: 503 });
		await callAndWait(link, paidResult(link), false);
		env.simulator.answer({
			method: 'GET',
			path: new RegExp(link.id),
			status: 200,
			body: paidResult(link),
		});
		await forge(link);
		expect(outcomesIn(await executionOf(link))).toEqual(
			only('Paid', { order: 'A-3', receipt: 'OJM6Q1W84K' }),
		);
	});

	itBefore('2.14')(
		'gives an order that is posted twice two links, each with its own execution',
		async () => {
			await Promise.all([
				shop.place({ order: 'A-4', email, amount }),
				shop.place({ order: 'A-4', email, amount }),
			]);
			const links = linksOf('A-4', shop.workflow);
			expect(new Set(links.map(({ executionId }) => executionId)).size).toBe(2);
			await Promise.all(links.map(waits));
			await env.simulator.payLink(links[0]!.id);
			expect(outcomesIn(await executionOf(links[0]!))).toEqual(only('Paid', { order: 'A-4' }));
			await waits(links[1]!);
			await env.simulator.payLink(links[1]!.id);
			expect(outcomesIn(await executionOf(links[1]!))).toEqual(only('Paid', { order: 'A-4' }));
		},
	);

	describeSince('2.14')('the same order posted again', () => {
		const tableRows = async (order: string) => {
			const table = await env.rest.findDataTable('Kopo Kopo payment links');
			return (await env.rest.rowsOf(table)).filter((row) => row.order === order);
		};

		it('gets the same link and one email, also if both come at the same moment', async () => {
			const posted = { order: 'A-4', email, amount };
			const both = await Promise.all([shop.place(posted), shop.place(posted)]);
			const later = await shop.place({ ...posted, amount: '250.0' });
			const [link, ...others] = linksOf('A-4', shop.workflow);
			expect(others).toEqual([]);
			const answers = [...both, later].map(({ answer }) => answer!);
			expect(new Set(answers.map((answer) => answer.link)).size).toBe(1);
			expect(new Set(answers.map((answer) => answer.payBy)).size).toBe(1);
			expect(answers.filter(({ emailed }) => emailed)).toHaveLength(1);
			expect(later).toEqual({
				status: 200,
				answer: {
					order: 'A-4',
					link: expect.stringMatching(/^http.+\/links\//),
					payBy: expect.any(String),
					repeated: true,
					paid: false,
				},
			});
			expect(mailsAbout('A-4')).toHaveLength(1);

			await env.simulator.payLink(link!.id);
			expect(outcomesIn(await executionOf(link!))).toEqual(only('Paid', { order: 'A-4' }));
			const { answer } = await shop.place(posted);
			expect(answer).toMatchObject({ link: later.answer!.link, paid: true });
			expect(linksOf('A-4', shop.workflow)).toHaveLength(1);
		});

		it('waits for a slow first response, and gets the same link', async () => {
			env.simulator.answer({ method: 'POST', path: /payment_links$/, delay: 1000 });
			const posted = { order: 'A-14', email, amount };
			const posts = [shop.place(posted)];
			await waitFor('first post', 240, async () => (await tableRows('A-14'))[0]);
			posts.push(shop.place(posted));
			await waitFor('second post', 240, async () => (await tableRows('A-14'))[1]);
			await waitFor('request', 240, () =>
				env.sent('v2/payment_links').find((sent) => sent.payment_reference === 'A-14'),
			);
			await clock.advance(1000);
			const [first, second] = await Promise.all(posts);
			expect(linksOf('A-14', shop.workflow)).toHaveLength(1);
			expect(second!.answer).toMatchObject({ link: first!.answer!.link, repeated: true });
		});

		it('gets no link for another amount', async () => {
			await shop.send('A-15');
			const { status, answer } = await shop.place({ order: 'A-15', email, amount: 300 });
			expect([status, answer]).toEqual([
				409,
				{
					order: 'A-15',
					link: null,
					emailed: false,
					error:
						'Order A-15 has a payment link for KES 250 already. For another amount, use another order number.',
				},
			]);
			expect(linksOf('A-15', shop.workflow)).toHaveLength(1);
		});

		it('gets no link for another customer', async () => {
			await shop.send('A-19');
			const same = await shop.place({ order: 'A-19', email: ' Jane@Example.com', amount });
			expect(same.answer).toMatchObject({ repeated: true });
			const { status, answer } = await shop.place({
				order: 'A-19',
				email: 'ali@example.com',
				amount,
			});
			expect([status, answer]).toEqual([
				409,
				{
					order: 'A-19',
					link: null,
					emailed: false,
					error:
						'Order A-19 has a payment link for another email address already. For another customer, use another order number.',
				},
			]);
			expect(linksOf('A-19', shop.workflow)).toHaveLength(1);
			expect(mailsAbout('A-19')).toMatchObject([{ to: email }]);
		});

		it('gets a new link if the first could not be created', async () => {
			env.simulator.answer({ method: 'POST', path: /payment_links$/, status: 400, body: '{}' });
			const posted = { order: 'A-16', email, amount };
			expect((await shop.place(posted)).status).toBe(502);
			expect((await shop.place(posted)).answer).toMatchObject({ emailed: true });
			expect(linksOf('A-16', shop.workflow)).toHaveLength(1);
		});

		it('gets a new link if the first was not paid in time', async () => {
			const late = await openShop(overdue);
			const link = await late.send('A-17');
			await forge(link);
			expect(outcomesIn(await executionOf(link))).toMatchObject({
				'Not paid': [{ order: 'A-17' }],
			});
			const again = await late.send('A-17');
			expect(again.id).not.toBe(link.id);
			expect((await tableRows('A-17')).map((row) => row.status)).toEqual(['not paid', 'open']);
		});

		it('is told to post again later if the first post has no link for a long time', async () => {
			const impatient = await openShop({
				'$runIndex < 20': '$runIndex < 1',
				'"amount":1,': '"amount":0.1,',
			});
			const table = await env.rest.findDataTable('Kopo Kopo payment links');
			await env.rest.addRows(table, [
				{ order: 'A-18', email, amount: '250', status: 'new', link: '' },
			]);
			const { status, answer } = await impatient.place({ order: 'A-18', email, amount });
			expect(status).toBe(409);
			expect(answer!.error).toContain('Post the order again in five minutes');
			expect(linksOf('A-18', impatient.workflow)).toEqual([]);
		});
	});

	it('is not affected by a later copy of the result', async () => {
		const link = await shop.send('A-5');
		const [delivery] = await env.simulator.payLink(link.id);
		const execution = await executionOf(link);
		const again = await env.simulator.resend(delivery!.id);
		expect(again.attempts.map(({ status }) => status)).toEqual([200, 409]);
		expect(outcomesIn(execution)).toEqual(only('Paid', { order: 'A-5' }));
		expect(mailsAbout('A-5')).toHaveLength(2);
	});

	describeSince('2.0')('a result that arrives three times at the same moment', () => {
		it('continues the execution once', async () => {
			const link = await shop.send('A-12');
			const copy = { url: link.callbackUrl, body: paidResult(link) };
			const copies = [copy, copy, copy];
			const answers = await Promise.all(copies.map(env.simulator.deliver));
			// Before 2.14, n8n answers 200 to a copy that it does not run, too.
			const accepted = answers.filter(({ status }) => status === 200).length;
			expect(accepted).toBeGreaterThan(0);
			expect(accepted).toBeLessThanOrEqual(hasRelease('2.14') ? 1 : copies.length);
			expect(outcomesIn(await executionOf(link))).toEqual(only('Paid', { order: 'A-12' }));
			expect(mailsAbout('A-12')).toHaveLength(2);
		});
	});

	it('returns the link if no email can be sent, and still notices its payment', async () => {
		mail.down = true;
		const { status, answer } = await shop.place({ order: 'A-6', email, amount });
		expect([status, answer]).toEqual([
			200,
			{
				order: 'A-6',
				link: expect.stringMatching(/^http.+\/links\//),
				payBy: expect.any(String),
				emailed: false,
				error: expect.stringContaining('Closed for maintenance'),
			},
		]);
		const [link] = linksOf('A-6', shop.workflow);
		await waits(link!);
		await env.simulator.payLink(link!.id);
		const execution = await executionOf(link!);
		mail.down = false;
		expect(outcomesIn(execution)).toEqual(only('Paid', { order: 'A-6' }));
		expect(execution.status).toBe('success');
		expect(mailsAbout('A-6')).toEqual([]);
	});

	it('hands a payment of another amount to a person', async () => {
		const link = await shop.send('A-7');
		const path = new RegExp(link.id);
		env.simulator.answer({ method: 'GET', path, status: 200, body: paidResult(link, 100) });
		await env.simulator.deliver({ url: link.callbackUrl, body: paidResult(link, 100) });
		const execution = await executionOf(link);
		expect(outcomesIn(execution)).toEqual(
			only('Not known', { order: 'A-7', reason: 'KES 100 was paid with a link for KES 250' }),
		);
		expect(execution.error).toContain('Not known whether order A-7 is paid in full.');
		expect(mailsAbout('A-7')).toHaveLength(1);
	});

	it('sends no email about a link that Kopo Kopo rejects or that has no address', async () => {
		const rejected = await shop.place({ order: 'A-8', email, amount: 'many' });
		expect([rejected.status, rejected.answer]).toEqual([
			502,
			{ order: 'A-8', link: null, emailed: false, error: expect.stringContaining('Amount') },
		]);
		expect(linksOf('A-8', shop.workflow)).toEqual([]);

		env.simulator.answer({
			method: 'GET',
			path: /payment_links/,
			status: 200,
			body: JSON.stringify({ data: { id: 'a', type: 'payment_link', attributes: {} } }),
			times: 5,
		});
		const nameless = await shop.place({ order: 'A-9', email, amount });
		expect([nameless.status, nameless.answer]).toMatchObject([
			502,
			{ order: 'A-9', link: null, error: 'Kopo Kopo created a link without an address' },
		]);
		const [link] = linksOf('A-9', shop.workflow);
		const execution = await executionOf(link!);
		expect(execution.error).toContain('No payment link was sent for order A-9.');
		expect([...mailsAbout('A-8'), ...mailsAbout('A-9')]).toEqual([]);
	});

	it('reads the link again if it has no address yet', async () => {
		env.simulator.answer({ method: 'GET', path: /payment_links/, status: 404, times: 2 });
		const { answer } = await shop.place({ order: 'A-10', email, amount });
		expect(answer).toMatchObject({ emailed: true, link: expect.stringContaining('/links/') });
	});

	it.each([
		['no order number', {}],
		['an order number that is null', { order: null }],
		['an empty order number', { order: '  ' }],
	])('rejects an order with %s, and creates no link', async (_what, numberless) => {
		const before = env.sent('v2/payment_links').length;
		const { status, answer } = await shop.place({ ...numberless, email, amount });
		expect([status, answer]).toEqual([
			400,
			{
				order: '',
				link: null,
				emailed: false,
				error: 'The order has no number. Post it again with its own number in order.',
			},
		]);
		expect(env.sent('v2/payment_links')).toHaveLength(before);
	});

	it('rejects an order without the key', async () => {
		expect((await shop.place({ order: 'A-11', email, amount }, {})).status).toBe(403);
		expect(linksOf('A-11', shop.workflow)).toEqual([]);
	});
});

describe('after seven days', () => {
	let shop: Shop;

	beforeAll(async () => {
		shop = await openShop(overdue);
	});

	const notPaid = (link: Link, order: string, reason: string) => ({
		outcomes: only('Not paid', { order, reason, location: link.location }),
		mails: [
			expect.objectContaining({ subject: `Pay KES 250 for order ${order}` }),
			{
				from: 'shop@example.com',
				to: 'shop@example.com',
				subject: `Order ${order} was not paid`,
				text: expect.stringMatching(
					`^Order ${order} was not paid: ${email} did not pay KES 250 with the link http\\S+\\.\n\n${reason}, so it can no longer be paid\\.`,
				),
			},
		],
	});

	const endOf = async (link: Link, order: string) => ({
		outcomes: outcomesIn(await executionOf(link)),
		mails: mailsAbout(order),
	});

	it('cancels the link and tells the shop', async () => {
		const link = await shop.send('B-1');
		await forge(link);
		expect(await endOf(link, 'B-1')).toEqual(notPaid(link, 'B-1', 'The payment link is Cancelled'));
		expect(cancellationsOf(link)).toBe(1);
		await expect(env.simulator.payLink(link.id)).rejects.toThrow('not active');
	});

	it('does not cancel a link that was paid although the result was lost', async () => {
		const link = await shop.send('B-2');
		const body = paidResult(link);
		env.simulator.answer({ method: 'GET', path: new RegExp(link.id), status: 200, body });
		await forge(link);
		expect(outcomesIn(await executionOf(link))).toEqual(only('Paid', { order: 'B-2' }));
		expect(cancellationsOf(link)).toBe(0);
	});

	it('finds a payment that was made at the moment of cancelling', async () => {
		const link = await shop.send('B-3');
		env.simulator.answer({
			method: 'POST',
			path: /\/cancel$/,
			status: 400,
			body: '{"error_message":"Payment link is not active"}',
		});
		const active = JSON.stringify(env.simulator.document(link.id));
		env.simulator.answer({ method: 'GET', path: new RegExp(link.id), status: 200, body: active });
		env.simulator.answer({
			method: 'GET',
			path: new RegExp(link.id),
			status: 200,
			body: paidResult(link),
		});
		await forge(link);
		expect(outcomesIn(await executionOf(link))).toEqual(only('Paid', { order: 'B-3' }));
		await mail.received('your payment for order B-3');
		expect(mailsAbout('B-3')).toHaveLength(2);
	});

	it('cancels again if Kopo Kopo could not do it at first', async () => {
		const link = await shop.send('B-4');
		env.simulator.answer({ method: 'POST', path: /\/cancel$/, status: 503, times: 2 });
		await forge(link);
		expect(await endOf(link, 'B-4')).toEqual(notPaid(link, 'B-4', 'The payment link is Cancelled'));
		expect(cancellationsOf(link)).toBe(3);
	});

	it('alerts a person if Kopo Kopo neither cancels the link nor returns its status', async () => {
		const link = await shop.send('B-5');
		env.simulator.answer({ path: new RegExp(link.id), status: 503, times: 11 });
		await forge(link);
		const execution = await executionOf(link);
		env.simulator.answerAsUsual();
		expect(outcomesIn(execution)).toEqual(
			only('Not known', { order: 'B-5', location: link.location }),
		);
		expect(execution.error).toMatch(
			/^Not known whether order B-5 is paid in full\. Look for the payment in the Kopo Kopo dashboard before you ask the customer again\. .*\(503\)/,
		);
		expect(mailsAbout('B-5')).toHaveLength(1);
	});

	it('fails if the shop cannot be told, and a retry repeats only that email', async () => {
		const link = await shop.send('B-6');
		mail.down = true;
		await forge(link);
		const execution = await executionOf(link);
		mail.down = false;
		expect(execution.output('Not paid')).toMatchObject([{ order: 'B-6' }]);
		expect(execution.error).toContain('Closed for maintenance');
		await env.rest.retry(link.executionId);
		const { text } = await mail.received('Order B-6 was not paid');
		expect(text).toContain('The payment link is Cancelled');
		expect(linksOf('B-6', shop.workflow)).toHaveLength(1);
		expect(cancellationsOf(link)).toBe(1);
	});

	/** n8n can list this execution as crashed although it ran to its end, if it resumed it while starting. */
	it('needs no call, and survives a restart of n8n', async () => {
		const soon = await openShop({ 'plus({ days: 7 })': 'plus({ seconds: 5 })' });
		const link = await soon.send('B-7');
		await env.restart();
		await mail.received('Order B-7 was not paid');
		expect(mailsAbout('B-7')).toEqual(notPaid(link, 'B-7', 'The payment link is Cancelled').mails);
		expect(cancellationsOf(link)).toBe(1);
	});
});
