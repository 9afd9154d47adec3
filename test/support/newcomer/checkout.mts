import type { Page } from 'playwright-core';

import type { Hand } from './hand.mts';

const customer = { product: 'Tea, 250 g: KES 350', name: 'Jane', phoneNumber: '0712345678' };

/** Fills in the checkout's form and sends it. */
export async function order(hand: Hand, form: Page): Promise<void> {
	await hand.choose(form.getByLabel('Product'), customer.product);
	await hand.type(form.getByLabel('Name'), customer.name);
	await hand.type(form.getByLabel('Phone number'), customer.phoneNumber);
	await hand.click(form.getByRole('button', { name: 'Continue' }));
}

/** Pays on the customer's phone and returns the receipt that the form then shows. */
export async function pay(hand: Hand, form: Page, phone: Page): Promise<string> {
	const ringing = phone.getByRole('group', { name: `Phone of ${customer.name}` });
	await hand.click(ringing.getByRole('button', { name: 'Pay', exact: true }));
	await hand.turnTo(form);
	await form.getByRole('heading', { name: 'Paid. Thank you!', exact: true }).waitFor();
	const text = await form.locator('body').innerText();
	const [, receipt] = /Your M-PESA receipt is ([A-Z\d]{10})\./.exec(text) ?? [];
	if (!receipt) throw new Error(`The checkout shows no receipt: ${text}`);
	return receipt;
}
