import type { Locator } from 'playwright-core';

import { openPanel } from '../../support/browser/panel.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { kopoKopoCredential } from '../../support/workflows/credential.mts';

const desk = useDesk();

const keys = ['Environment', 'API Version', 'Client ID', 'Client Secret', 'API Key'];

/** The form of a new credential, opened from a node that needs one. */
async function openForm(theme: (typeof themes)[number]): Promise<Locator> {
	const { env } = desk;
	const editor = await desk.editor(theme);
	await editor.page.setViewportSize({ width: 1366, height: 700 });
	const node = 'Ask for the payment';
	const type = 'n8n-nodes-kopokopo.kopoKopo';
	const nodes = [{ name: node, type, typeVersion: 1, parameters: {} }];
	await editor.open(await env.store({ name: 'New', nodes, connections: {} }));
	await openPanel(editor, node);
	await editor.page.locator('[data-test-id="node-credentials-select"]').click();
	await editor.page.locator('[data-test-id="node-credentials-select-item-new"]:visible').click();
	const form = editor.page.locator('[data-test-id="credential-edit-dialog"]');
	await form.locator('[data-test-id="parameter-input-clientId"]').waitFor();
	return form;
}

async function fill(form: Locator, changes: Record<string, string> = {}) {
	const { environment, ...data } = kopoKopoCredential(desk.env.simulator).data;
	await form.locator('[data-test-id="parameter-input-environment"]').click();
	await form
		.page()
		.locator('.el-select-dropdown__item:visible')
		.filter({ hasText: new RegExp(`^\\s*${environment}`, 'i') })
		.click();
	delete data.apiVersion;
	for (const [name, value] of Object.entries({ ...data, ...changes })) {
		await form.locator(`[data-test-id="parameter-input-${name}"] input`).fill(String(value));
	}
	await form.page().locator('[data-test-id="credential-save-button"]').click();
}

describe('the form of the credential', () => {
	it.each(themes)(
		'asks for the keys by the names of the dashboard, and tests them, %s',
		async (theme) => {
			const form = await openForm(theme);
			await expectShown(async () => {
				const labels = await form.locator('label:visible').allInnerTexts();
				const names = labels.map((label) => label.split('\n')[0]!.replace('*', '').trim());
				return names.filter((name) => keys.includes(name));
			}, keys);

			for (const [name, host] of [
				['sandbox', 'sandbox.kopokopo.com'],
				['production', 'app.kopokopo.com'],
			] as const) {
				const link = form.getByRole('link', { name, exact: true });
				expect(await link.getAttribute('href')).toBe(`https://${host}/applications`);
			}
			await form.getByText(/The test does not check the API Key/).waitFor();

			await fill(form);
			// n8n closes the form of a credential that works.
			await form.waitFor({ state: 'hidden' });
			await form.page().locator('[data-test-id="credential-edit-button"]').first().click();
			await form.getByText('Connection tested successfully').waitFor();
		},
	);

	it('says once what to do when the secret is wrong', async () => {
		const form = await openForm('light');
		await fill(form, { clientSecret: 'not the secret' });
		await form.getByText('More details').click();

		const advice = 'Copy both again from the same application in the Kopo Kopo dashboard';
		await form.getByText(advice).waitFor();
		const page = await form.page().locator('body').innerText();
		expect(page.split('did not accept the client ID or secret (401).')).toHaveLength(2);
		expect(page.split(advice)).toHaveLength(2);
	});
});
