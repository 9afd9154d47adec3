import {
	addAction,
	brokenRules,
	chooseCredential,
	errorIn,
	firstItem,
	flipSwitch,
	foundNode,
	openSearch,
	typeInto,
} from '../../support/browser/by-hand.mts';
import type { Editor } from '../../support/browser/editor.mts';
import {
	openPanel,
	outputOf,
	pressExecute,
	runNode,
	type Panel,
} from '../../support/browser/panel.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { arrivingNode, onPayment, webhookTrigger } from '../../support/browser/workflows.mts';
import type { Credential, WorkflowDraft, WorkflowNode } from '../../support/host/rest-client.mts';
import { kopoKopoCredential } from '../../support/workflows/credential.mts';

const desk = useDesk({ resultDelay: 100 });

/** The screen of a small laptop. */
const laptop = { width: 1366, height: 700 };
const phone = { width: 390, height: 700 };

async function onLaptop(): Promise<Editor> {
	const editor = await desk.editor();
	await editor.page.setViewportSize(laptop);
	return editor;
}

/** How many requests for money or messages the simulator received. */
const sentCount = () =>
	desk.env.simulator.requests.filter(
		({ method, path }) => method === 'POST' && path.startsWith('/api/'),
	).length;

describe('the list of nodes', () => {
	it('finds Kopo Kopo for what a shop owner types, and names the payment first', async () => {
		const editor = await onLaptop();
		const search = await openSearch(editor);
		for (const words of [
			'check payment',
			'bulk payment',
			'request money',
			'withdraw',
			'verify payment',
			'customer paid',
		]) {
			await search.fill(words);
			await foundNode(editor).waitFor();
		}

		await foundNode(editor).click();
		const trigger = 'On payment received (or another event)';
		await editor.page.getByText(trigger, { exact: true }).waitFor();
	});
});

describe('Request Payment, built by hand', () => {
	const shop = 'My shop';
	let panel: Panel;

	beforeAll(async () => {
		const { rest, simulator } = desk.env;
		await rest.createCredential({ ...kopoKopoCredential(simulator), name: shop });
		panel = await addAction(
			await onLaptop(),
			'request money',
			'Request payment from customer by STK push',
		);
		await chooseCredential(panel, shop);
		await typeInto(panel, 'tillNumber', 'K123456');
		await typeInto(panel, 'phoneNumber', '0712 345 678');
		await typeInto(panel, 'amount', '250');
	});

	it('has Wait for Result behind the amount, turned on', async () => {
		const names = (await panel.fields()).map(({ name }) => name);
		expect(names[names.indexOf('amount') + 1]).toBe('waitForResult');
		const waiting = panel.root.locator('[data-test-id="parameter-input-waitForResult"] input');
		expect(await waiting.getAttribute('aria-checked')).toBe('true');
	});

	it('shows that the customer paid, how much and the receipt before anything else', async () => {
		const item = await firstItem(await runNode(panel, 'Success'));

		expect(item).toMatchObject({ paid: true, timedOut: false, amount: 250 });
		expect(item.reference).toMatch(/^[A-Z0-9]{10}$/);
		const first = Object.keys(item).slice(0, 7);
		expect(first).toEqual(expect.arrayContaining(['paid', 'amount', 'reference']));
	});

	it('shows that the customer declined, why, and how much was asked for', async () => {
		await typeInto(panel, 'phoneNumber', '0700 000 002');
		const item = await firstItem(await runNode(panel, 'Failed'));

		expect(item).toMatchObject({
			paid: false,
			timedOut: false,
			failureReason: 'cancelled',
			amount: 250,
			senderPhoneNumber: '+254700000002',
			tillNumber: 'K123456',
		});
	});

	it('says that a request without waiting is not a payment yet', async () => {
		await flipSwitch(panel, 'waitForResult');
		const output = await runNode(panel, 'Sent, not paid yet');
		await expectShown(async () => Object.keys(await firstItem(output)), ['id', 'location', 'type']);
	});
});

const chosen = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

const destination = (phoneNumber: string) => ({
	type: 'mobile_wallet',
	phoneNumber,
	network: 'Safaricom',
	amount: 100,
	description: 'Salary',
});

const people = [
	{ phone: '0712345678', written: '0712345678', amount: '1,5' },
	{ phone: '0712345679', written: '0712', amount: '1,5' },
	{ phone: '0712345680', written: 'Jane', amount: '1,5' },
];

/** A canvas of three people and one node for each thing that goes wrong. */
function mistakes(): WorkflowDraft {
	const kopoKopo = (name: string, parameters: WorkflowNode['parameters']): WorkflowNode => ({
		name,
		type: 'n8n-nodes-kopokopo.kopoKopo',
		typeVersion: 1,
		parameters,
		credentials: chosen(desk.env.credential),
	});
	const send = (...phones: string[]) => ({
		resource: 'sendMoney',
		operation: 'send',
		destinations: { destination: phones.map(destination) },
	});
	const request = (amount: unknown) => ({
		resource: 'stkPush',
		operation: 'requestPayment',
		tillNumber: 'K123456',
		phoneNumber: '0712 345 678',
		amount,
	});
	const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
	const ofOne = [
		kopoKopo('Two destinations', send('0712345678', '0712')),
		kopoKopo('No amount', request(0)),
		kopoKopo('SMS', {
			resource: 'sms',
			operation: 'sendTransactionSms',
			webhookEventReference: '',
			message: 'Thank you',
		}),
	];
	const ofThree = [
		kopoKopo('Salaries', send('={{ $json.phone }}')),
		kopoKopo('Wrong phones', send('={{ $json.written }}')),
		kopoKopo('Wrong amounts', request('={{ $json.amount }}')),
	];
	const list: WorkflowNode = {
		name: 'People',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return ${JSON.stringify(people)}.map((json) => ({ json }));` },
	};
	const at = (nodes: WorkflowNode[], y: number) =>
		nodes.map((node, index): WorkflowNode => ({ ...node, position: [240 * (index + 2), y] }));
	const to = (nodes: WorkflowNode[]) => ({
		main: [nodes.map(({ name }) => ({ node: name, type: 'main' as const, index: 0 }))],
	});
	return {
		name: 'Mistakes',
		nodes: [
			{ ...start, parameters: {}, position: [0, 0] },
			{ ...list, position: [240, 240] },
			...at(ofOne, 0),
			...at(ofThree, 240),
		],
		connections: { [start.name]: to([...ofOne, list]), [list.name]: to(ofThree) },
	};
}

describe('mistakes that cost money', () => {
	let editor: Editor;
	let panel: Panel;
	let before: number;

	beforeAll(async () => {
		editor = await onLaptop();
		await editor.open(await desk.env.store(mistakes()));
		await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
		await editor.settle();
	});

	beforeEach(() => {
		before = sentCount();
	});

	afterEach(async () => {
		expect(sentCount()).toBe(before);
		await panel.close();
	});

	/** Runs the node and returns its error, of which the panel shows only one. */
	async function failingWith(text: string) {
		await pressExecute(panel);
		const output = await outputOf(panel, text);
		const error = await errorIn(output);
		const shown = await output.innerText();
		expect(shown.split(error.message)).toHaveLength(2);
		return error;
	}

	it('rejects one Idempotency Key for three people', async () => {
		panel = await openPanel(editor, 'Salaries');
		await typeInto(panel, 'idempotencyKey', 'salary-nov');
		const { message, advice } = await failingWith('same Idempotency Key');

		expect(message).toMatch(/^Items 1, 2 and 3 have the same Idempotency Key.*different people/);
		expect(message).toContain('Nothing was sent');
		expect(advice).toContain('set the field to Expression');
	});

	it('rejects a key with an expression in a Fixed field', async () => {
		panel = await openPanel(editor, 'Salaries');
		await typeInto(panel, 'idempotencyKey', 'nov-{{ $json.phone }}');
		// n8n turns the field into an expression as it is typed; its owner puts it back.
		await panel.root
			.locator('[data-test-id="idempotencyKey-parameter-input-options-container"]')
			.locator('[data-test-id="radio-button-fixed"]')
			.click();
		const { message, advice } = await failingWith('was not evaluated');

		expect(message).toContain('Idempotency Key contains an expression');
		expect(advice).toMatch(/set the field to Expression/i);
	});

	it('names the wrong one of two destinations', async () => {
		panel = await openPanel(editor, 'Two destinations');
		const { message, advice } = await failingWith('Destination 2 of 2');

		expect(message).toMatch(/^Destination 2 of 2: Phone Number is not a Kenyan phone number: 0712/);
		expect(advice).toContain('0712 345 678');
	});

	it('names both of three items that are wrong', async () => {
		panel = await openPanel(editor, 'Wrong phones');
		const { message, advice } = await failingWith('Item 2 of 3');

		const whole = `${message}\n${advice}`;
		expect(whole).toMatch(/Item 2 of 3: Phone Number is not/);
		expect(whole).toMatch(/Item 3 of 3: Phone Number is not/);
		expect(whole).not.toContain('Item 1 of 3');
		expect(whole).toContain('Nothing was sent');
	});

	it('says under Destinations that it runs once per input item, and offers the sweep last', async () => {
		panel = await openPanel(editor, 'Two destinations');
		const notice = 'Runs once per input item. For a list, add one destination and drag the columns';
		await panel.root.getByText(notice).waitFor();

		const fields = await panel.fields();
		const names = fields.map(({ name }) => name);
		const main = names.slice(names.indexOf('destinations'), names.indexOf('waitTimeout'));
		expect(main.at(-1)).toBe('sweep');
		const sweep = fields.find(({ name }) => name === 'sweep');
		expect(sweep?.label).toBe('Send Whole Balance to My Account');
	});

	it('warns of an amount of 0 before the node runs', async () => {
		panel = await openPanel(editor, 'No amount');
		await panel.root.getByText('Enter an amount greater than 0').first().waitFor();
	});

	it('rejects an amount of "1,5" and says how to write it', async () => {
		panel = await openPanel(editor, 'Wrong amounts');
		const { message, advice } = await failingWith('Amount is not a valid amount');

		expect(message).toContain('1,5');
		expect(advice).toContain('a point before the cents, commas only between thousands');
	});

	it('rejects the receipt as the event of an SMS and says which field to use', async () => {
		panel = await openPanel(editor, 'SMS');
		await typeInto(panel, 'webhookEventReference', 'OJM6Q1W84K');
		const { message, advice } = await failingWith('is not the ID of a webhook event');

		expect(message).toContain('OJM6Q1W84K');
		expect(advice).toContain('{{ $json.id }}');
		expect(advice).toContain('not the reference (M-PESA receipt)');
	});
});

describe('the trigger', () => {
	it('opens without a warning about subscriptions, and says what to do next', async () => {
		const editor = await onLaptop();
		await editor.open(await desk.env.store(onPayment(desk.env.credential, webhookTrigger)));
		const panel = await openPanel(editor, arrivingNode);
		await panel.root
			.getByText('Then pay one shilling to your till, or use the simulator')
			.waitFor();

		expect(await panel.root.innerText()).not.toMatch(/subscri/i);
	});

	it('names the Polling Trigger when n8n has no public address', async () => {
		const { rest, simulator } = desk.env;
		const { data, ...made } = kopoKopoCredential(simulator);
		const sandbox = { ...data, environment: 'sandbox', baseUrl: '' };
		const credential = await rest.createCredential({ ...made, name: 'Sandbox', data: sandbox });
		const editor = await onLaptop();
		const { page } = editor;
		await editor.open(await desk.env.store(onPayment(credential, webhookTrigger)));
		await page.getByRole('button', { name: 'Publish', exact: true }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();

		await page
			.getByText(/use the Kopo Kopo Polling Trigger, which needs no public address/)
			.waitFor();
	});
});

describe.each(themes)('the panels in %s', (theme) => {
	const reference = 'HTTP Request';
	const ours = ['Two destinations', 'No amount', 'SMS', arrivingNode];
	let editor: Editor;

	beforeAll(async () => {
		editor = await desk.editor(theme);
		await editor.page.setViewportSize(laptop);
		const { nodes, ...rest } = mistakes();
		const [trigger] = onPayment(desk.env.credential, webhookTrigger).nodes;
		const more: WorkflowNode[] = [
			{ ...trigger!, position: [0, 480] },
			{
				name: reference,
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				// Shows switches, lists, collections and numbers.
				parameters: { sendQuery: true, sendHeaders: true, sendBody: true, url: '' },
				position: [480, 480],
			},
		];
		await editor.open(await desk.env.store({ ...rest, nodes: [...nodes, ...more] }));
	});

	/** The rules that a node's panel breaks on both screens, and its notices that a phone does not show in full. */
	async function inspect(node: string) {
		const { page } = editor;
		await page.setViewportSize(laptop);
		const panel = await openPanel(editor, node);
		const parameters = panel.root.locator('[data-test-id="node-parameters"]');
		const broken = new Set(await brokenRules(page, '[data-test-id="node-parameters"]'));
		await page.setViewportSize(phone);
		for (const rule of await brokenRules(page, '[data-test-id="node-parameters"]')) {
			broken.add(rule);
		}
		const cut = await parameters
			.locator('.notice')
			.evaluateAll((notices) =>
				notices
					.filter(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth)
					.map(({ textContent }) => textContent),
			);
		const docs = await panel.root.getByRole('link', { name: 'Docs' }).getAttribute('href');
		await panel.close();
		return { broken: [...broken], cut, docs };
	}

	it('break no rule that n8n keeps, show their notices on a phone and link to a page', async () => {
		await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
		await editor.settle();
		const usual = await inspect(reference);
		for (const node of ours) {
			const { broken, cut, docs } = await inspect(node);
			const more = broken.filter((rule) => !usual.broken.includes(rule));
			expect({ node, more, cut }).toEqual({ node, more: [], cut: [] });
			// n8n appends its query, which would become part of an anchor.
			expect(docs).toMatch(/^https:\/\/github\.com\/[^#]*\.md\?[^#]*$/);
		}
	});
});
