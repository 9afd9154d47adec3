import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { openFormExample, type FormExample, type Page } from '../../support/e2e/examples.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let env: Environment;
let form: FormExample;
let errorWorkflow: StoredWorkflow;

beforeAll(async () => {
	env = await openEnvironment();
	errorWorkflow = await env.store({
		name: 'Error workflow',
		nodes: [{ name: 'Error', type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, parameters: {} }],
		connections: {},
	});
	// n8n 2 runs only a published error workflow; n8n 1 cannot activate one.
	if (env.host.release.registersLater) await env.rest.activate(errorWorkflow);
	form = await openFormExample(
		env,
		'pay-many-from-spreadsheet',
		{ 'Pay each person': { waitTimeout: 8, waitInterval: 1 } },
		{ errorWorkflow: errorWorkflow.id },
	);
});

afterAll(() => env.close());

type Row = Record<string, string | number>;

const csvOf = (lines: string[]) =>
	new File([`\ufeff${lines.join('\r\n')}`], 'May.CSV', { type: 'text/csv' });

const csv = (rows: Row[]) =>
	csvOf([Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))].map(String));

interface SheetJs {
	utils: {
		aoa_to_sheet(rows: Array<Array<string | number>>): unknown;
		book_new(): object;
		book_append_sheet(book: object, sheet: unknown): void;
	};
	write(book: object, options: object): Buffer<ArrayBuffer>;
}

/** A file as Excel saves it, written with the library that n8n reads it with. */
const xlsx = (rows: Array<Array<string | number>>) => {
	const { n8n, release } = env.host;
	const { utils, write } = createRequire(n8n)(release.sheetJs) as SheetJs;
	const book = utils.book_new();
	utils.book_append_sheet(book, utils.aoa_to_sheet(rows));
	return new File([write(book, { type: 'buffer', bookType: 'xlsx' })], 'May.xlsx', {
		type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	});
};

interface Upload {
	page: Page;
	execution: Execution;
}

const upload = async (
	file: File,
	total: number,
	paymentName: string = randomUUID(),
): Promise<Upload> => {
	const visit = await form.submit(file, String(total), paymentName);
	const page = await visit.lastPage();
	return { page, execution: await visit.execution() };
};

const sent = () => env.sent('v2/send_money') as unknown as Sent[];

interface Sent {
	destinations: Array<{ phone_number: string }>;
}

const phonesOf = (requests: Sent[]) =>
	requests.flatMap(({ destinations }) => destinations).map(({ phone_number }) => phone_number);

/** The lines of the page below a title, up to the next blank line. */
const section = ({ lines }: Page, title: string) => {
	const start = lines.indexOf(title);
	if (start < 0) return [];
	const end = lines.indexOf('', start);
	return lines.slice(start + 1, end < 0 ? undefined : end);
};

const notKnown = 'Not known';
const notAccepted = 'Not paid: the request was not accepted';
const failed = 'Not paid: the payment failed';
const paid = 'Paid';

describe('a list with every kind of trouble', () => {
	const rows = [
		['Achieng', '0700000001', 100],
		['Barasa', '12345', 200],
		['Chebet', '0700 000 003', 300],
		['Dida', '254700000004', 50],
		['Ekai', '0700000005', 60],
		['Fatuma', '0700000006', 70],
		['Gitau', '0700000007', 80],
		['Halima', '0700000009', 90],
		['Imani & <Sons>', '0711222333', 99.5],
	].map(([name, phone, amount]) => ({ name, phone, amount, description: 'May' }) as Row);
	let page: Page;
	let execution: Execution;

	beforeAll(async () => {
		({ page, execution } = await upload(csv(rows), 1049.5));
	});

	it('sends one request for each row that has a phone number', () => {
		expect(phonesOf(sent()).sort()).toEqual([
			'254700000001',
			'254700000003',
			'254700000004',
			'254700000005',
			'254700000006',
			'254700000007',
			'254700000009',
			'254711222333',
		]);
		// The rows are sent at the same time, in no certain order.
		expect(sent()).toContainEqual({
			destinations: [
				{
					type: 'mobile_wallet',
					phone_number: '254700000001',
					network: 'Safaricom',
					amount: 100,
					description: 'May',
				},
			],
			currency: 'KES',
			metadata: { row: '2', execution: execution.id },
			_links: { callback_url: 'https://callback.invalid/' },
		});
	});

	it('shows the person how many rows were paid, not paid and not known', () => {
		expect(page.title).toBe('2 paid, 3 not paid, 4 not known');
	});

	it('shows who was paid, with the row of the spreadsheet and the receipt', () => {
		expect(section(page, paid)).toEqual([
			expect.stringMatching(/^Row 2, Achieng, KES 100, receipt [A-Z\d]{10}$/),
			expect.stringMatching(/^Row 10, Imani & <Sons>, KES 99\.5, receipt [A-Z\d]{10}$/),
		]);
	});

	it('shows each row that was not paid, with the reason and what to do', () => {
		expect(section(page, notAccepted)).toEqual([
			expect.stringContaining('upload the file again under the same payment name'),
			expect.stringMatching(/^Row 3, Barasa, KES 200: .*is not a Kenyan phone number: 12345/),
		]);
		expect(section(page, failed)).toEqual([
			expect.stringContaining('upload only these rows, under a new payment name'),
			'Row 4, Chebet, KES 300: The balance is insufficient for the transaction',
			'Row 5, Dida, KES 50: The initiator information is invalid.',
		]);
	});

	it('sends what is not known to the dashboard, and never says to try again', () => {
		const lines = section(page, notKnown);
		expect(lines).toEqual([
			expect.stringContaining('Look for these payments in the Kopo Kopo dashboard'),
			'Row 6, Ekai, KES 60: No result yet, the last status was Scheduled',
			expect.stringMatching(/^Row 7, Fatuma, KES 70: .*could not handle the request/),
			expect.stringMatching(/^Row 8, Gitau, KES 80: /),
			expect.stringMatching(/^Row 9, Halima, KES 90: /),
		]);
		expect(lines.join('\n')).not.toMatch(/try again|upload/i);
	});

	it('names each row only by its number in the spreadsheet', () => {
		expect(page.lines.join('\n')).not.toMatch(/item \d/i);
	});

	it('fails the execution after the page was shown, which starts the error workflow', async () => {
		expect(execution.status).toBe('error');
		expect(execution.error).toContain('Not known: rows 6, 7, 8, 9.');
		expect(execution.error).toContain('Not paid: rows 3, 4, 5.');
		const [alert] = await env.executions(errorWorkflow, 1);
		expect(alert!.output('Error')).toMatchObject([
			{ execution: { id: execution.id, error: { message: execution.error } } },
		]);
	});

	it('keeps the location of a payment that has no result yet', () => {
		const [{ notKnown: open }] = execution.output('Write the report') as [
			{ notKnown: Array<{ name: string; location: string }> },
		];
		const { location } = open.find(({ name }) => name === 'Ekai')!;
		const ids = env.simulator.resources().map(({ id }) => id);
		expect(ids).toContain(location.split('/').at(-1));
	});
});

it('ends as a success if every row was paid', async () => {
	const { page, execution } = await upload(
		csv([{ name: 'Juma', phone: '0712345678', amount: 10 }]),
		10,
	);
	expect(page.title).toBe('1 paid, 0 not paid, 0 not known');
	expect(execution.status).toBe('success');
});

it('fails as well if the browser was closed before the page was shown', async () => {
	const impatient = await openFormExample(env, 'pay-many-from-spreadsheet', {
		'Show the report': { resumeUnit: 'seconds' },
	});
	const list = csv([{ name: 'Barasa', phone: '12345', amount: 10 }]);
	const execution = await (await impatient.submit(list, '10', 'closed')).execution();
	expect(execution.status).toBe('error');
	expect(execution.error).toContain('Not paid: row 2.');
});

it('reads an Excel file with a title, a blank row, capital letters and numbers without their zero', async () => {
	const before = sent().length;
	const { page } = await upload(
		xlsx([
			[],
			['Casuals'],
			['Phone', 'Name', 'AMOUNT'],
			[712345678, 'Juma', 0.1 + 0.2],
			[],
			[12, 'Kip', 5],
		]),
		5.3,
	);
	expect(sent().slice(before)).toEqual([
		expect.objectContaining({
			destinations: [
				expect.objectContaining({
					phone_number: '254712345678',
					amount: 0.3,
					description: 'Payment',
				}),
			],
		}),
	]);
	expect(section(page, paid)).toEqual([expect.stringMatching(/^Row 4, Juma, KES 0\.3, /)]);
	expect(section(page, notAccepted)[1]).toMatch(/^Row 6, Kip, KES 5: /);
});

it.each([
	[401, 'did not accept the client ID or secret (401)'],
	[503, 'did not issue an access token (503)'],
])('reports rows as not paid if Kopo Kopo issued no token (%i)', async (status, reason) => {
	env.simulator.revokeTokens();
	env.simulator.answer({ path: /oauth\/token$/, status, body: '{}' });
	const { page } = await upload(csv([{ name: 'Juma', phone: '0712345678', amount: 10 }]), 10);
	expect(page.title).toBe('0 paid, 1 not paid, 0 not known');
	expect(section(page, notAccepted)[1]).toContain(reason);
});

const juma = { name: 'Juma', phone: '0712345678', amount: 100 };

it.each<[string, number, () => File, string]>([
	[
		'another total',
		99,
		() => csv([juma]),
		'add up to KES 100, but the total in the form is KES 99',
	],
	['an amount that is not a number', 100, () => csv([{ ...juma, amount: '1 00' }]), 'row 2 (1 00)'],
	['an empty amount', 100, () => csv([juma, { ...juma, amount: '' }]), 'row 3 (empty)'],
	[
		'no amounts',
		100,
		() => csvOf(['name,phone', 'Juma,0712345678']),
		'column names phone and amount',
	],
	['no rows', 100, () => csvOf(['name,phone,amount']), 'has no rows'],
	['no content', 100, () => csvOf(['']), 'column names phone and amount'],
	[
		'the same person twice',
		120,
		() => csv([juma, { ...juma, phone: '+254 712 345 678', amount: 20 }]),
		'more than once: row 2, row 3',
	],
	[
		'another format',
		100,
		() => new File(['PK\u0003\u0004 broken'], 'May.xlsx'),
		'could not be read',
	],
])('pays no one if the file has %s, and shows why', async (_what, total, file, reason) => {
	const before = sent().length;
	const { page, execution } = await upload(file(), total);
	expect(page.title).toBe('Nothing was paid');
	expect(page.lines.join('\n')).toContain(reason);
	expect(execution.status).toBe('error');
	expect(execution.error).toContain(reason);
	expect(sent()).toHaveLength(before);
});

describe('the same file a second time', () => {
	const rows = [
		{ name: 'Kamau', phone: '0711000001', amount: 10, description: 'May' },
		{ name: 'Lagat', phone: '+254 711 000 002', amount: 20, description: 'May' },
	];
	const again = [
		rows[0]!,
		{ ...rows[1]!, phone: '0711000002' },
		{ name: 'Mumo', phone: '0711000003', amount: 30, description: 'May' },
	];

	it('pays no one twice under the same payment name, and shows it', async () => {
		const before = sent().length;
		await upload(csv(rows), 30, 'Salaries May 2026');
		const { page } = await upload(csv(again), 60, ' salaries may 2026 ');
		expect(phonesOf(sent().slice(before)).sort()).toEqual([
			'254711000001',
			'254711000002',
			'254711000003',
		]);
		expect(page.title).toBe('3 paid, 0 not paid, 0 not known');
		expect(section(page, paid)).toEqual([
			expect.stringMatching(/^Row 2, Kamau, .*: paid before, not again$/),
			expect.stringMatching(/^Row 3, Lagat, .*: paid before, not again$/),
			expect.stringMatching(/^Row 4, Mumo, KES 30, receipt [A-Z\d]{10}$/),
		]);
	});

	it('leaves a person with another amount than before to the dashboard', async () => {
		const before = sent().length;
		const { page } = await upload(csv([{ ...rows[0]!, amount: 15 }]), 15, 'Salaries May 2026');
		expect(sent()).toHaveLength(before);
		expect(page.title).toBe('0 paid, 0 not paid, 1 not known');
		expect(section(page, notKnown)[1]).toMatch(/^Row 2, Kamau, KES 15: .*another payment/);
	});

	it('pays again under another payment name', async () => {
		const before = sent().length;
		await upload(csv(rows), 30, 'Salaries June 2026');
		expect(sent()).toHaveLength(before + 2);
	});
});

it('starts nothing without the login', async () => {
	const before = (await env.rest.executions(form.workflow)).length;
	expect(await form.submitWithoutLogin('', '100')).toBeGreaterThanOrEqual(401);
	expect(await env.rest.executions(form.workflow)).toHaveLength(before);
});
