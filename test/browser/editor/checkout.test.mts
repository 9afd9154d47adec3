import type { Browser, Page } from 'playwright-core';

import { pageTimeout, startChromium } from '../../support/browser/chromium.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { openFormExample, type FormExample } from '../../support/e2e/examples.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let browser: Browser;
let env: Environment;
let form: FormExample;
/** The simulator's page, with the phones of the customers. */
let phones: Page;

beforeAll(async () => {
	browser = await startChromium();
	env = await openEnvironment({ resultDelay: 200, byHand: true, payerNumbers: '0722***000' });
	form = await openFormExample(env, 'checkout', {
		'Find the payment': { scopeReference: '123456' },
	});
	phones = await browser.newPage();
	phones.setDefaultTimeout(pageTimeout);
	await phones.goto(env.simulator.url);
});

afterAll(async () => {
	await browser.close();
	await env.close();
});

const screens = [
	['a phone', { width: 390, height: 844 }, 'Amina', '0712 345 601'],
	['a computer', { width: 1366, height: 768 }, 'Joseph', '0712 345 602'],
] as const;

describe.each(screens)('on %s', (_screen, viewport, name, phoneNumber) => {
	let page: Page;

	beforeAll(async () => {
		page = await (await browser.newContext({ viewport })).newPage();
		page.setDefaultTimeout(pageTimeout);
	});

	/** Fills in the form as the customer does. */
	async function order(product: string, receipt = '') {
		await page.goto(form.url);
		await page.getByLabel('Product').selectOption(product);
		await page.getByLabel('Name').fill(name);
		await page.getByLabel('Phone number').fill(phoneNumber);
		await page.getByLabel('M-PESA receipt').fill(receipt);
		await expectNoSidewaysScrolling();
		await page.getByRole('button', { name: 'Continue' }).click();
	}

	const press = async (button: string) =>
		await phones
			.getByRole('group', { name: `Phone of ${name}` })
			.getByRole('button', { name: button, exact: true })
			.click();

	const expectNoSidewaysScrolling = async () =>
		expect(
			await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
		).toBeLessThanOrEqual(0);

	/** The last page of the form, as the customer reads it. */
	async function expectPage(title: string, text: RegExp) {
		await page.getByRole('heading', { name: title, exact: true }).waitFor();
		await expectShown(async () => text.test(await page.locator('body').innerText()), true);
		await expectNoSidewaysScrolling();
	}

	it('a customer declines, tries again, pays, and reads the receipt', async () => {
		await order('Tea, 250 g: KES 350');
		await press('Decline');
		await expectPage('Not paid', /You were not charged: you cancelled the prompt\./);

		await order('Tea, 250 g: KES 350');
		await press('Pay');
		await expectPage(
			'Paid. Thank you!',
			/We received KES 350\. Your M-PESA receipt is [A-Z\d]{10}\./,
		);
	});

	it('a customer who has paid is asked before buying another one', async () => {
		await order('Tea, 250 g: KES 350');
		await page.getByText('You bought this before').waitFor();
		await page
			.getByText(/You have paid KES 350 for Tea, 250 g\. Your M-PESA receipt ends in [A-Z\d]{4}\./)
			.waitFor();
		await expectNoSidewaysScrolling();
		await page.getByLabel('What would you like?').selectOption('I want to buy another one');
		await page.getByRole('button', { name: 'Continue' }).click();
		await press('Pay');
		await expectPage(
			'Paid. Thank you!',
			/We received KES 350\. Your M-PESA receipt is [A-Z\d]{10}\./,
		);
	});

	it('a customer who paid at the till enters the receipt, once', async () => {
		const reference = `SJK4${phoneNumber.slice(-3)}QXA`;
		await env.simulator.payTill({ tillNumber: '123456', amount: 1200, reference });
		await order('Coffee, 500 g: KES 1,200', `${reference.toLowerCase()} Confirmed.`);
		await expectPage('Paid. Thank you!', new RegExp(`Your M-PESA receipt is ${reference}\\.`));

		await order('Coffee, 500 g: KES 1,200', reference);
		await expectPage('Already paid', /was already used for an order\./);
	});
});
