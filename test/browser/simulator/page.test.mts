import { source as axe } from 'axe-core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../simulator/simulator.mts';
import { startChromium } from '../../support/browser/chromium.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { type Client, clientOf, stkPush, subscription } from '../../support/simulator/client.mts';
import { type Receiver, startReceiver } from '../../support/simulator/receiver.mts';
import { until } from '../../support/simulator/until.mts';

let browser: Browser;
let receiver: Receiver;
let simulator: Simulator;
let client: Client;
let page: Page;
/** What a page must not do: throw, complain, or ask. */
let amiss: string[];

beforeAll(async () => {
	browser = await startChromium();
	receiver = await startReceiver();
});
beforeEach(async () => {
	receiver.received.length = 0;
	receiver.statuses.length = 0;
	amiss = [];
	simulator = await startSimulator({ resultDelay: 60_000, retryDelays: [] });
	client = await clientOf(simulator);
	page = await open();
});
afterEach(async () => {
	await page.context().close();
	await simulator.close();
	expect(amiss).toEqual([]);
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
	opened.setDefaultTimeout(10_000);
	opened.on('pageerror', ({ message }) => amiss.push(message));
	opened.on('dialog', (dialog) => amiss.push(dialog.message()));
	opened.on('request', (request) => {
		if (!request.url().startsWith(simulator.url)) amiss.push(`loads ${request.url()}`);
	});
	opened.on('console', (message) => {
		// A refused command is a failed request to the console.
		const isError = message.type() === 'error' && !message.text().includes('400 (Bad Request)');
		if (isError) amiss.push(message.text());
	});
	await opened.goto(simulator.url);
	await opened.getByText('Live', { exact: true }).waitFor();
	return opened;
}

const push = (changes: Record<string, unknown> = {}) =>
	client.post('/api/v2/incoming_payments', stkPush(receiver.url, changes));

const buyer = (firstName: string) => ({
	subscriber: { first_name: firstName, last_name: 'Buyer', phone_number: '+254722000111' },
});

const phones = () => page.getByRole('group', { name: /^Phone of/ });
const press = (name: string, within: Page | Locator = page) =>
	within.getByRole('button', { name, exact: true }).click();
const entries = () => page.locator('#timeline ol > li:has(summary)');
const said = (text: string | RegExp) => page.locator('#said').filter({ hasText: text }).waitFor();
const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
const eventually = (locator: Locator, count: number) =>
	count === 0
		? locator.first().waitFor({ state: 'detached' })
		: locator.nth(count - 1).waitFor({ state: 'attached' });

describe('a phone', () => {
	it.each([
		['Pay', 'Success', null],
		['Cancel', 'Failed', ['Request cancelled by user']],
		['Wrong PIN', 'Failed', ['The initiator information is invalid.']],
		['Not enough money', 'Failed', ['The balance is insufficient for the transaction']],
		['Let it time out', 'Failed', ['DS timeout user cannot be reached']],
	])('rings until somebody answers: %s', async (answer, status, errors) => {
		await page.getByLabel('by hand').check();
		await said('Phones wait for you');
		const { location } = await push();

		const phone = page.getByRole('group', { name: 'Phone of Joe Buyer' });
		await phone.getByText('Pay KES 100 to till K000123?').waitFor();
		await press(answer, phone);
		await eventually(phones(), 0);

		expect((await client.get(String(location))).body).toMatchObject({
			data: { attributes: { status, event: { errors } } },
		});
		expect(receiver.received).toHaveLength(1);
		await said('1 delivery');
	});

	it('can be answered with the keyboard alone, one after the other', async () => {
		simulator.byHand = true;
		await push(buyer('Ann'));
		await push(buyer('Ben'));
		await eventually(phones(), 2);

		await phones().first().getByRole('button', { name: 'Pay' }).focus();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await eventually(phones(), 1);
		await phones().locator('button:focus').waitFor();
		await page.keyboard.press('Enter');
		await page.getByText('No phone rings').waitFor();

		expect(simulator.resources()).toMatchObject([{ status: 'Failed' }, { status: 'Success' }]);
	});

	it('shows a payment link that can be paid', async () => {
		await client.post('/api/v2/payment_links', {
			till_number: '4321',
			amount: 2000,
			currency: 'KES',
			note: 'Invoice 7',
			_links: { callback_url: receiver.url },
		});

		await press('Pay as Jane Doe');
		await said('The link is paid');

		expect(receiver.received).toHaveLength(1);
	});
});

it('has payers’ numbers masked, and locations written otherwise', async () => {
	await page.getByLabel('Payers’ numbers').selectOption('0722***000');
	await said('Holds from now on');
	await page.getByLabel('Locations').selectOption('With a slash at the end');
	await until(() => simulator.links === 'trailing-slash');
	expect(simulator.payerNumbers).toBe('0722***000');

	simulator.payerNumbers = '0722XXXXXX';
	await page
		.locator('[name="payerNumbers"] option:checked', { hasText: '0722XXXXXX' })
		.waitFor({ state: 'attached' });
});

it('shows names from outside as text, whatever they are', async () => {
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

describe('what happened', () => {
	it('is one line, with what each delivery was answered, and can be sent again', async () => {
		receiver.statuses.push(503);
		await push();
		await press('Pay', phones().first());

		const line = entries().filter({ hasText: 'incoming_payment' });
		await line.getByText('result 503').waitFor();
		await expectShown(
			() => line.locator('.chip').allInnerTexts(),
			['request 201', 'Pending', 'Success', 'result 503'],
		);
		await line.locator('summary').first().click();
		await line.getByText('Service Unavailable').first().waitFor();
		await press('Resend', line);
		await said('Sent again; answered 200');

		await line.getByText('result 503, 200').waitFor();
		expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
	});

	it('can be searched by anything in it', async () => {
		await simulator.payTill({ tillNumber: 'K000123', amount: 5, reference: 'OJJ1MPU40Z' });
		await simulator.payTill({ tillNumber: 'K000124', amount: 6, firstName: 'Wanjiru' });
		await eventually(entries(), 3);
		const search = page.getByLabel('Search what happened');

		await search.fill('ojj1mpu40z K000123');
		await expectShown(() => entries().count(), 1);
		await expectShown(() => page.locator('#timeline .count').innerText(), '1 of 3');
		await search.fill('wanjiru');
		await entries().getByText('K000124').first().waitFor();
		await expectShown(() => entries().count(), 1);
		await search.fill('nothing of the kind');
		await page.getByText('Nothing that happened has these words in it.').waitFor();
		await search.fill('');
		await expectShown(() => entries().count(), 3);
	});

	it('comes live, and takes away nothing that somebody types, reads or stands on', async () => {
		const amount = page.getByLabel('Amount (KES)');
		const { location } = await push();
		const line = entries().filter({ hasText: 'incoming_payment' });
		await line.locator('summary').first().click();
		await line.getByText('Headers and body').click();
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
		await line.getByText('result 200, 200').waitFor();
		expect(await page.evaluate('document.activeElement.dataset.focus')).toBe(`entry ${id}`);
	});

	it('is copied as a command that works, with the token only if asked', async () => {
		await push();
		const token = simulator.requests.at(-1)?.headers.authorization?.slice('Bearer '.length) ?? '';
		const line = entries().filter({ hasText: 'incoming_payment' });
		await line.locator('summary').first().click();
		await press('Copy as curl…', line);

		await press('Copy');
		await said('Command copied');
		const withoutToken = await clipboard();
		await page.getByText('Set $KOPOKOPO_TOKEN in the shell first.').waitFor();
		await page.getByLabel('With a token and secrets in it').check();
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

it('pays a till, and says who heard of it', async () => {
	simulator.subscribe('v2', subscription(receiver.url));
	await page.getByLabel('First name').fill('Wanjiru');

	await page.locator('#pay').getByRole('button', { name: 'Pay' }).click();
	await page.getByText('Paid; 1 delivery').waitFor();

	expect(receiver.received[0]?.body).toContain('Wanjiru');
});

it('subscribes a URL, says why it cannot, and removes it', async () => {
	const form = page.locator('#subscriptions form');
	await page.getByText('Subscribe a URL').click();
	await form.getByLabel('Event').selectOption('customer_created');
	await form.getByLabel('URL').fill(receiver.url);
	await form.getByLabel('Scope').selectOption('till');
	await form.getByLabel('Till', { exact: true }).fill('K000123');

	await press('Subscribe', form);
	await form.getByText('Scope is invalid for this event type').waitFor();
	await form.getByLabel('Event').selectOption('buygoods_transaction_received');
	await form.getByLabel('Daraja payload').check();
	await press('Subscribe', form);
	await form.getByText('Subscribed').waitFor();

	expect(simulator.subscriptions()).toMatchObject([
		{ url: receiver.url, scope: 'till', scopeReference: 'K000123', daraja: true, version: 'v2' },
	]);
	await press('Remove buygoods_transaction_received');
	await page.getByText('Nobody hears of payments yet').waitFor();
	expect(simulator.subscriptions()).toEqual([]);
});

it('gives the credential to copy, with its secrets hidden', async () => {
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
	] as const) {
		await press(`Copy ${label}`);
		await said(`${label} copied`);
		expect(await clipboard()).toBe(value);
	}
	await press('Show API Key');
	await shown.getByText(application.apiKey).waitFor();
});

it('says when the simulator has gone, and goes on when it is back', async () => {
	const port = Number(new URL(simulator.url).port);
	await simulator.close();
	await page.getByText('No connection').waitFor();

	simulator = await startSimulator({ port });
	await page.getByText('Live', { exact: true }).waitFor();
	await simulator.payTill({ tillNumber: 'K000123', amount: 5 });
	await eventually(entries(), 1);

	expect(amiss.filter((complaint) => !complaint.includes('net::ERR'))).toEqual([]);
	amiss = [];
});

describe.each([
	['light', { colorScheme: 'light', viewport: { width: 1366, height: 900 } }],
	['dark', { colorScheme: 'dark', viewport: { width: 1366, height: 900 } }],
	['narrow', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
] as const)('to everybody, %s', (_look, options) => {
	it('has labels, contrast and order, and no line that scrolls sideways', async () => {
		simulator.byHand = true;
		receiver.statuses.push(503);
		simulator.subscribe('v2', subscription(receiver.url));
		await push();
		await push(buyer('Ann'));
		await simulator.answerPrompt(simulator.resources()[2]!.id, 'cancel');
		await simulator.payTill({ tillNumber: 'K000123', amount: 5 });
		await page.context().close();
		page = await open(options);
		await eventually(entries(), 4);
		for (const summary of await page.locator('summary').all()) {
			if (await summary.isVisible()) await summary.click();
		}

		const { scrollWidth } = await page.evaluate<{ scrollWidth: number }>(
			'({ scrollWidth: document.documentElement.scrollWidth })',
		);
		await page.evaluate(axe);
		const violations = await page.evaluate<unknown[]>(
			`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, any }) => [html, any[0]?.message].join(': '))]))`,
		);

		expect(scrollWidth).toBe(options.viewport.width);
		expect(violations).toEqual([]);
	});
});
