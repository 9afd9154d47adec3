import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';

import { pageTimeout, startChromium } from '../../support/browser/chromium.mts';
import { payInDemo } from '../../support/newcomer/demo-path.mts';
import { Hand } from '../../support/newcomer/hand.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { formUrl, readyCheckout } from '../../support/workflows/ready-checkout.mts';

let browser: Browser;
let env: Environment;

beforeAll(async () => {
	browser = await startChromium();
	env = await openEnvironment({ resultDelay: 200, byHand: true });
});

afterAll(async () => {
	await browser.close();
	await env.close();
});

async function openPage(): Promise<Page> {
	const page = await browser.newPage();
	page.setDefaultTimeout(pageTimeout);
	return page;
}

it('pays at the checkout of the demo with as many clicks as the documentation says', async () => {
	const addresses = { n8n: env.url, path: randomUUID(), phone: env.simulator.url };
	await env.open(await readyCheckout(env.credential, addresses));
	const hand = new Hand();

	const receipt = await payInDemo(hand, await openPage(), await openPage(), {
		form: formUrl(addresses),
		phone: addresses.phone,
	});

	const [payment] = env.simulator.resources();
	expect(JSON.stringify(payment)).toContain(receipt);
	expect(env.sent('v1/incoming_payments')).toMatchObject([{ till_number: 'K123456' }]);
	const { clicks, fields } = hand.effort;
	for (const page of ['README.md', 'docs/demo.md']) {
		expect(await readFile(page, 'utf8')).toContain(`${clicks} clicks and ${fields} fields`);
	}
});
