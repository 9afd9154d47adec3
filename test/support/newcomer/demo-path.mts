import type { Page } from 'playwright-core';

import { order, pay } from './checkout.mts';
import type { Hand } from './hand.mts';

/** The addresses that the demo prints. */
export interface DemoAddresses {
	form: string;
	phone: string;
}

/** From the addresses that the demo prints to the receipt, which it returns. */
export async function payInDemo(
	hand: Hand,
	form: Page,
	phone: Page,
	addresses: DemoAddresses,
): Promise<string> {
	await hand.open(form, addresses.form);
	await order(hand, form);
	await hand.open(phone, addresses.phone);
	return pay(hand, form, phone);
}
