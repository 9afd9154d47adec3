import { source as axe } from 'axe-core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../simulator/simulator.mts';
import { pageTimeout, startChromium } from '../../support/browser/chromium.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { type Client, clientOf, stkPush, subscription } from '../../support/simulator/client.mts';
import { type Receiver, startReceiver } from '../../support/simulator/receiver.mts';
import { until } from '../../support/simulator/until.mts';

let browser: Browser;
let receiver: Receiver;
let simulator: Simulator;
let client: Client;
let page: Page;
/** Errors, dialogs and requests to other hosts: a page must cause none. */
let problems: string[];

beforeAll(async () => {
	browser = await startChromium();
	receiver = await startReceiver();
});
beforeEach(async () => {
	receiver.received.length = 0;
	receiver.statuses.length = 0;
	problems = [];
	simulator = await startSimulator({ resultDelay: 60_000, retryDelays: [] });
	client = await clientOf(simulator);
	page = await open();
});
afterEach(async () => {
	await page.context().close();
	await simulator.close();
	expect(problems).toEqual([]);
});
afterAll(async () => {
	await browser.close();
	await receiver.close();
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({
		permissions: ['clipboard-read', 'clipboard-write'],
		...options,
	});
	const opened = await context.newPage();
	opened.setDefaultTimeout(pageTimeout);
	opened.on('pageerror', ({ message }) => problems.push(message));
	opened.on('dialog', (dialog) => problems.push(dialog.message()));
	opened.on('request', (request) => {
		if (!request.url().startsWith(simulator.url)) problems.push(`loads ${request.url()}`);
	});
	opened.on('console', (message) => {
		// The browser logs a rejected command as a failed request.
		const isError = message.type() === 'error' && !message.text().includes('400 (Bad Request)');
		if (isError) problems.push(message.text());
	});
	await opened.goto(simulator.url);
	await opened.getByText('Live', { exact: true }).waitFor();
	// The first state and the credential fill in the forms, also after the page is live.
	await opened.locator('#pay option').first().waitFor({ state: 'attached' });
	await opened.getByRole('button', { name: 'Copy API Key' }).waitFor();
	return opened;
}

const push = (changes: Record<string, unknown> = {}) =>
	client.post('/api/v2/incoming_payments', stkPush(receiver.url, changes));

const buyer = (firstName: string) => ({
	subscriber: { first_name: firstName, last_name: 'Buyer', phone_number: '+254722000111' },
});

const phones = () => page.getByRole('group', { name: /^Phone of/ });
const button = (name: string, within: Page | Locator = page) =>
	within.getByRole('button', { name, exact: true });
const press = (name: string, within?: Page | Locator) => button(name, within).click();
const entries = () => page.locator('#timeline ol > li:has(summary)');
const chipsOf = (line: Locator, texts: string[]) =>
	expectShown(() => line.locator('.chip').allInnerTexts(), texts);
const said = (text: string | RegExp) => page.locator('#said').filter({ hasText: text }).waitFor();
const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
const eventually = (locator: Locator, count: number) => expectShown(() => locator.count(), count);
const focused = (within: Page | Locator, name: string) =>
	within.locator('button:focus').filter({ hasText: name }).waitFor();

describe('a phone', () => {
	it.each([
		['Pay', 'Success', null, 'Joe Buyer paid. Callback delivered.'],
		['Decline', 'Failed', ['Request cancelled by user'], 'Joe Buyer declined.'],
		['Wrong PIN', 'Failed', ['The initiator information is invalid.'], 'entered a wrong PIN.'],
		[
			'Not enough money',
			'Failed',
			['The balance is insufficient for the transaction'],
			'did not have enough money.',
		],
		['Let it time out', 'Failed', ['DS timeout user cannot be reached'], 'time out.'],
	])('rings until I choose %s', async (answer, status, errors, message) => {
		await page.getByLabel('answered by me').check();
		await said('You answer new STK pushes');
		const { location } = await push();

		const phone = page.getByRole('group', { name: 'Phone of Joe Buyer' });
		await phone.getByText('Pay KES 100 to till K123456?').waitFor();
		await press(answer, phone);
		await said(message);
		await eventually(phones(), 0);

		expect((await client.get(String(location))).body).toMatchObject({
			data: { attributes: { status, event: { errors } } },
		});
		expect(receiver.received).toHaveLength(1);
	});

	it('can be answered with only the keyboard, one after the other', async () => {
		simulator.byHand = true;
		await push(buyer('Ann'));
		await push(buyer('Ben'));
		await eventually(phones(), 2);

		await phones().first().getByRole('button', { name: 'Pay' }).focus();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await focused(page.getByRole('group', { name: 'Phone of Ben' }), 'Pay');
		await page.keyboard.press('Enter');
		await page.getByText('No phone is ringing').waitFor();

		expect(simulator.resources()).toMatchObject([{ status: 'Failed' }, { status: 'Success' }]);
		expect(await page.evaluate('document.activeElement.id')).toBe('phones-title');
	});

	it('keeps the focus and ignores more presses while the simulator is slow', async () => {
		simulator.byHand = true;
		await push(buyer('Ann'));
		await push(buyer('Ben'));
		await eventually(phones(), 2);
		const answers: Array<() => void> = [];
		await page.route('**/control/prompts/**', async (route) => {
			await new Promise<void>((resolve) => answers.push(resolve));
			await route.continue();
		});

		const ann = page.getByRole('group', { name: 'Phone of Ann' });
		await button('Decline', ann).focus();
		await page.keyboard.press('Enter');
		await until(() => answers.length === 1);
		await page.keyboard.press('Enter');
		await ann.locator('button[aria-disabled]').waitFor();
		await focused(ann, 'Decline');
		answers[0]!();
		await focused(page.getByRole('group', { name: 'Phone of Ben' }), 'Pay');

		expect(answers).toHaveLength(1);
		expect(simulator.resources()).toMatchObject([{ status: 'Failed' }, { status: 'Pending' }]);
	});

	it('says that the customer ignores the request, and can still be answered', async () => {
		await push({ subscriber: { first_name: 'Zoe', phone_number: '+254700000005' } });

		const phone = page.getByRole('group', { name: 'Phone of Zoe' });
		await phone.getByText('This customer ignores the request, so it stays pending.').waitFor();
		await entries().locator('.chip', { hasText: 'Pending: never answered' }).waitFor();
		await press('Pay', phone);
		await eventually(phones(), 0);

		expect(simulator.resources()).toMatchObject([{ status: 'Success' }]);
	});

	it('says that a customer answers automatically', async () => {
		await push();

		await phones().getByText('This customer pays or declines in a moment.').waitFor();
	});

	it('shows a payment link and pays it', async () => {
		await createLink(2000);

		await press('Pay as Jane Doe');
		await said('The payment link is paid. Callback delivered.');

		expect(receiver.received).toHaveLength(1);
	});

	it('keeps a payment link that the customer did not pay', async () => {
		await createLink(99902);

		await press('Pay as Jane Doe');
		await said('The customer did not pay, so the payment link stays active.');

		await page.getByRole('group', { name: 'Payment link for KES 99,902' }).waitFor();
	});
});

const createLink = (amount: number) =>
	client.post('/api/v2/payment_links', {
		till_number: '123456',
		amount,
		currency: 'KES',
		note: 'Invoice 7',
		_links: { callback_url: receiver.url },
	});

const developerTools = async () => {
	const tools = page.locator('#developer');
	if (!(await tools.evaluate((details) => details.hasAttribute('open')))) {
		await page.getByText('Developer tools').click();
	}
	return tools;
};

it('keeps developer tools folded until I open them', async () => {
	const actions = ['Expire tokens', 'Revoke tokens', 'Subscribe'];
	for (const name of actions) expect(await button(name).isVisible()).toBe(false);
	expect(await page.getByText('The API answers 500').first().isVisible()).toBe(false);

	await developerTools();

	for (const name of actions) await button(name).waitFor();
	await page.getByText('The API answers 500').first().waitFor();
});

it('masks the phone numbers of payers and changes how locations are written', async () => {
	await developerTools();
	await page.getByLabel('Phone numbers of payers').selectOption('0722***000');
	await said('Setting saved.');
	await page.getByLabel('Location URLs').selectOption('With a slash at the end');
	await until(() => simulator.links === 'trailing-slash');
	expect(simulator.payerNumbers).toBe('0722***000');

	simulator.payerNumbers = '0722XXXXXX';
	await page
		.locator('[name="payerNumbers"] option:checked', { hasText: '0722XXXXXX' })
		.waitFor({ state: 'attached' });
});

it('shows data from requests as text and never runs it', async () => {
	simulator.byHand = true;
	const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
	await simulator.subscribe('v2', subscription(`${receiver.url}?<b onclick=alert(3)>`));
	await push(buyer(evil));
	await simulator.payTill({ tillNumber: `K1"'><i>`, amount: 5, firstName: evil, lastName: evil });
	await client.post('/api/v1/<svg onload=alert(4)>', { amount: evil });
	await eventually(entries(), 5);

	for (const summary of await entries().locator('summary').all()) await summary.click();

	expect(await phones().innerText()).toContain(evil);
	expect(await page.locator('#timeline').innerText()).toContain(evil);
	expect(await page.locator('img, script:not([src]), svg, i, [onclick], [onload]').count()).toBe(0);
});

describe('the log', () => {
	it('shows a request in one line, with the result of each delivery, and resends it', async () => {
		receiver.statuses.push(503);
		await push();
		await press('Pay', phones().first());

		const line = entries().filter({ hasText: 'STK push' });
		await line.getByText('Joe Buyer · +254999999999 · KES 100 · till K123456').waitFor();
		await chipsOf(line, ['Success', 'callback failed: 503']);
		await line.locator('summary').first().click();
		await line.getByText('Delivery details').click();
		await line.getByText('Service Unavailable').first().waitFor();
		await press('Resend', line);
		await said('Sent again. Callback delivered.');

		await chipsOf(line, ['Success', 'callback delivered']);
		expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
	});

	it('explains in grey that n8n was not waiting for a callback', async () => {
		receiver.statuses.push(409);
		await push();
		await press('Pay', phones().first());
		await said('Joe Buyer paid. n8n was not waiting for a callback.');

		const line = entries().filter({ hasText: 'STK push' });
		await chipsOf(line, ['Success', 'n8n was not waiting for a callback']);
		await line.locator('summary').first().click();
		await line
			.getByText(/^n8n rejects a callback when .* the payment is not affected\.$/)
			.waitFor();

		const color = (selector: string) =>
			line
				.locator(selector)
				.first()
				.evaluate((it) => getComputedStyle(it).color);
		expect(await color('.chip.quiet')).toBe(await color('.what small'));
		expect(await line.locator('.bad').count()).toBe(0);
	});

	it('shows no failure for a callback to an address that receives nothing', async () => {
		await push({ _links: { callback_url: 'https://callback.invalid/' } });
		await press('Pay', phones().first());
		await said('Joe Buyer paid. The workflow checks the status itself.');

		const line = entries().filter({ hasText: 'STK push' });
		await chipsOf(line, ['Success']);
		await line.locator('summary').first().click();
		for (const summary of await line.locator('.step summary').all()) await summary.click();
		await line.getByText('No callback was sent because').waitFor();

		expect(await line.locator('.bad').count()).toBe(0);
		expect(await line.innerText()).not.toContain('ENOTFOUND');
	});

	it.each([
		['500', 'callback failed: 500'],
		['401', 'callback failed: 401'],
		['nothing', 'callback failed: connection refused'],
	])('shows a callback that is answered %s as a failure', async (answer, text) => {
		const gone = await startReceiver();
		if (answer === 'nothing') await gone.close();
		else gone.statuses.push(Number(answer));
		await push({ _links: { callback_url: gone.url } });
		await press('Pay', phones().first());

		await entries().locator('.chip.bad', { hasText: text }).waitFor();
		if (answer !== 'nothing') await gone.close();
	});

	it('shows to whom money is sent and how much', async () => {
		const send = (...destinations: object[]) =>
			client.post('/api/v2/send_money', {
				destinations,
				currency: 'KES',
				_links: { callback_url: receiver.url },
			});
		const salary = {
			type: 'mobile_wallet',
			nickname: 'Wanjiru',
			phone_number: '254712345678',
			network: 'Safaricom',
			amount: 1200,
			description: 'Salary',
		};
		await send(salary);
		await send(salary, { ...salary, nickname: 'Otieno', amount: 800 });

		await entries().getByText('Wanjiru 254712345678 · KES 1,200').waitFor();
		await entries().getByText('2 destinations · KES 2,000').waitFor();
		expect(await entries().getByText('Send money').count()).toBe(2);
	});

	it('is cleared without resetting payments', async () => {
		simulator.subscribe('v2', subscription(receiver.url));
		await push();
		await eventually(phones(), 1);

		await press('Clear log');
		await said('Log cleared. Payments and webhooks are unchanged.');
		await eventually(entries(), 0);

		await phones().waitFor();
		expect(simulator.subscriptions()).toHaveLength(1);
		await press('Pay', phones().first());
		await chipsOf(entries().filter({ hasText: 'STK push' }), [
			'Success',
			'webhook delivered',
			'callback delivered',
		]);
	});

	it('finds entries by any word in them', async () => {
		await simulator.payTill({ tillNumber: 'K123456', amount: 5, reference: 'OJJ1MPU40Z' });
		await simulator.payTill({ tillNumber: 'K654321', amount: 6, firstName: 'Wanjiru' });
		await eventually(entries(), 3);
		const search = page.getByLabel('Search the log');

		await search.fill('ojj1mpu40z K123456');
		await expectShown(() => entries().count(), 1);
		await expectShown(() => page.locator('#timeline .count').innerText(), '1 of 3');
		await search.fill('wanjiru');
		await entries().getByText('K654321').first().waitFor();
		await expectShown(() => entries().count(), 1);
		await search.fill('nothing of the kind');
		await page.getByText('No entry matches your search.').waitFor();
		await search.fill('');
		await expectShown(() => entries().count(), 3);
	});

	it('updates live and keeps what I type, open and focus', async () => {
		const amount = page.getByLabel('Amount (KES)');
		const { location } = await push();
		const line = entries().filter({ hasText: 'STK push' });
		await line.locator('summary').first().click();
		await line.getByText('Request details').click();
		await amount.fill('');
		await amount.pressSequentially('12');

		const id = String(location).split('/').at(-1) ?? '';
		await simulator.answerPrompt(id, 'pay');
		await line.locator('.chip', { hasText: 'Success' }).waitFor();
		await page.keyboard.type('34');

		expect(await amount.inputValue()).toBe('1234');
		expect(await line.locator('details[open]').count()).toBe(2);
		await line.locator('summary').first().focus();
		await simulator.resend(simulator.deliveries[0]!.id);
		await line.getByText('Delivery details').click();
		await expectShown(() => line.locator('.attempts li').count(), 2);
		await line.locator('summary').first().focus();
		await simulator.resend(simulator.deliveries[0]!.id);
		await expectShown(() => line.locator('.attempts li').count(), 3);
		expect(await page.evaluate('document.activeElement.dataset.focus')).toBe(`entry ${id}`);
	});

	it('copies a request as a working command, with the token only if I ask for it', async () => {
		await push();
		const token = simulator.requests.at(-1)?.headers.authorization?.slice('Bearer '.length) ?? '';
		const line = entries().filter({ hasText: 'STK push' });
		await line.locator('summary').first().click();
		await line.getByText('Request details').click();
		await press('Copy as curl…', line);

		await press('Copy');
		await said('Command copied');
		const withoutToken = await clipboard();
		await page.getByText('Set $KOPOKOPO_TOKEN in your shell first.').waitFor();
		await page.getByLabel('Include a token and secrets').check();
		await page.getByText('Set $KOPOKOPO_TOKEN').waitFor({ state: 'detached' });
		await press('Copy');
		await until(async () => (await clipboard()) !== withoutToken);
		const withToken = await clipboard();

		expect(withoutToken).not.toContain(token);
		await shell(withoutToken, { KOPOKOPO_TOKEN: token });
		await shell(withToken);
		expect(simulator.resources()).toHaveLength(3);
	});
});

const shell = (command: string, variables: Record<string, string> = {}) =>
	promisify(execFile)('bash', ['-c', command], {
		env: { PATH: process.env['PATH'], ...variables },
	});

it('pays a till and says what was delivered', async () => {
	simulator.subscribe('v2', subscription(receiver.url));
	await page.getByLabel('First name').fill('Wanjiru');

	await press('Pay', page.locator('#pay'));
	await page.getByText('Paid. Webhook delivered.').waitFor();

	expect(receiver.received[0]?.body).toContain('Wanjiru');
});

it('subscribes a webhook, says why it cannot, and removes it', async () => {
	const form = (await developerTools()).locator('#subscribe form');
	await form.getByLabel('Event').selectOption('customer_created');
	await form.getByLabel('URL').fill(receiver.url);
	await form.getByLabel('Scope').selectOption('till');
	await form.getByLabel('Till', { exact: true }).fill('K654321');

	await press('Subscribe', form);
	await form.getByText('Scope is invalid for this event type').waitFor();
	await form.getByLabel('Event').selectOption('buygoods_transaction_received');
	await form.getByLabel('Daraja format').check();
	await press('Subscribe', form);
	await form.getByText('Webhook subscribed').waitFor();

	expect(simulator.subscriptions()).toMatchObject([
		{ url: receiver.url, scope: 'till', scopeReference: 'K654321', daraja: true, version: 'v2' },
	]);
	await press('Remove Payment to till');
	await page.getByText('No webhooks yet.').waitFor();
	expect(simulator.subscriptions()).toEqual([]);
});

it('offers the credential to copy and hides its secrets', async () => {
	const { application, url } = simulator;
	const shown = page.locator('#credentials');
	await page.getByRole('button', { name: 'Copy API Key' }).waitFor();
	expect(await shown.innerText()).not.toContain(application.clientSecret);
	expect(await shown.innerText()).not.toContain(application.apiKey);

	for (const [label, value] of [
		['Base URL', url],
		['Client ID', application.clientId],
		['Client Secret', application.clientSecret],
		['API Key', application.apiKey],
		['Till for your workflows', 'K123456'],
	] as const) {
		await press(`Copy ${label}`);
		await said(`${label} copied`);
		expect(await clipboard()).toBe(value);
	}
	await press('Show API Key');
	await shown.getByText(application.apiKey).waitFor();
	await press('Hide API Key');
	await shown.getByText(application.apiKey).waitFor({ state: 'detached' });
});

it('says when the simulator stops, and continues when it is back', async () => {
	const port = Number(new URL(simulator.url).port);
	await simulator.close();
	await page.getByText('No connection').waitFor();

	simulator = await startSimulator({ port });
	await page.getByText('Live', { exact: true }).waitFor();
	await simulator.payTill({ tillNumber: 'K123456', amount: 5 });
	await eventually(entries(), 1);

	expect(problems.filter((complaint) => !complaint.includes('net::ERR'))).toEqual([]);
	problems = [];
});

describe('reset', () => {
	beforeEach(async () => {
		simulator.subscribe('v2', subscription(receiver.url));
		await push();
		await eventually(phones(), 1);
		await press('Reset…');
		await page.getByText('This deletes all payments').waitFor();
	});

	it('deletes everything after I confirm', async () => {
		await press('Delete everything');
		await said('The simulator is reset.');

		await eventually(phones(), 0);
		expect(simulator.resources()).toEqual([]);
		expect(simulator.requests).toEqual([]);
	});

	it.each([
		['Cancel', () => press('Cancel', page.locator('dialog[open]'))],
		['the Escape key', () => page.keyboard.press('Escape')],
	])('deletes nothing after %s', async (_name, leave) => {
		await leave();
		await page.locator('dialog[open]').waitFor({ state: 'detached' });

		expect(simulator.resources()).toHaveLength(2);
		await phones().waitFor();
	});
});

it('uses one till everywhere', async () => {
	const till = 'K123456';
	await page.locator('#credentials').getByText(till).waitFor();
	expect(await page.locator('#pay').getByLabel('Till', { exact: true }).inputValue()).toBe(till);
	const subscribe = (await developerTools()).locator('#subscribe');
	expect(await subscribe.getByLabel('Till', { exact: true }).inputValue()).toBe(till);
});

const wide = { width: 1366, height: 700 };
const phone = { width: 390, height: 844 };

describe.each([
	['light, 1366 x 700', { colorScheme: 'light', viewport: wide }],
	['dark, 1366 x 700', { colorScheme: 'dark', viewport: wide }],
	['light, 390 x 844', { colorScheme: 'light', viewport: phone }],
	['dark, 390 x 844', { colorScheme: 'dark', viewport: phone }],
] as const)('in %s', (_look, options) => {
	beforeEach(async () => {
		simulator.byHand = true;
		receiver.statuses.push(503, 409);
		simulator.subscribe('v2', subscription(receiver.url));
		await push({ subscriber: { phone_number: '+254700000005' } });
		await push(buyer('Ann'));
		await push(buyer('Ben'));
		const [, ann, ben] = simulator.pendingPayments();
		await simulator.answerPrompt(ann!.id, 'cancel');
		await simulator.answerPrompt(ben!.id, 'cancel');
		await simulator.payTill({ tillNumber: 'K123456', amount: 5 });
		await page.context().close();
		page = await open(options);
		await eventually(entries(), 6);
		for (const summary of await page.locator('summary').all()) {
			if (await summary.isVisible()) await summary.click();
		}
	});

	it('passes axe and never scrolls sideways', async () => {
		const { scrollWidth } = await page.evaluate<{ scrollWidth: number }>(
			'({ scrollWidth: document.documentElement.scrollWidth })',
		);
		expect(scrollWidth).toBe(options.viewport.width);
		expect(await violations()).toEqual([]);
		await press('Reset…');
		await page.getByText('This deletes all payments').waitFor();
		expect(await violations()).toEqual([]);
	});
});

async function violations(): Promise<unknown[]> {
	await page.evaluate(axe);
	return page.evaluate<unknown[]>(
		`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, any }) => [html, any[0]?.message].join(': '))]))`,
	);
}

describe('on a phone', () => {
	beforeEach(async () => {
		simulator.byHand = true;
		simulator.subscribe('v2', subscription(receiver.url));
		await push();
		await page.context().close();
		page = await open({ viewport: phone });
		await eventually(entries(), 3);
	});

	it('shows the phones first, the log second and everything else below', async () => {
		const tops = await page.evaluate<[string, number][]>(
			`[...document.querySelectorAll('section')].map((it) => [it.id, it.getBoundingClientRect().top])`,
		);
		const ids = tops.toSorted(([, one], [, other]) => one - other).map(([id]) => id);

		expect(ids.slice(0, 3)).toEqual(['phones', 'timeline', 'credentials']);
	});

	it('has buttons that are at least 44 pixels high', async () => {
		const heights = async () =>
			page.evaluate<[string, number][]>(
				`[...document.querySelectorAll('button, summary, select, input:not([type=radio], [type=checkbox])')]
					.filter((it) => it.checkVisibility())
					.map((it) => [it.textContent || it.name, it.getBoundingClientRect().height])`,
			);
		for (const summary of await page.locator('summary').all()) {
			if (await summary.isVisible()) await summary.click();
		}
		const low = (all: [string, number][]) => all.filter(([, height]) => height < 44);

		expect((await heights()).length).toBeGreaterThan(30);
		expect(low(await heights())).toEqual([]);
		await press('Reset…');
		await page.getByText('This deletes all payments').waitFor();
		expect(low(await heights())).toEqual([]);
	});
});
