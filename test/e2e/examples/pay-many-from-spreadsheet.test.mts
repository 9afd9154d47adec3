import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { openFormExample, type FormExample } from '../../support/e2e/examples.mts';
import type { Execution } from '../../support/host/executions.mts';
import { openBench, type Bench } from '../../support/shared-n8n/bench.mts';

let bench: Bench;
let form: FormExample;

beforeAll(async () => {
	bench = await openBench();
	form = await openFormExample(bench, 'pay-many-from-spreadsheet', {
		'Pay each person': { waitTimeout: 8, waitInterval: 1 },
	});
});

afterAll(() => bench.close());

type Row = Record<string, string | number>;

const csv = (rows: Row[]) => {
	const lines = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))];
	return new File([`\ufeff${lines.map((line) => line.join(',')).join('\r\n')}`], 'May.CSV', {
		type: 'text/csv',
	});
};

interface SheetJs {
	utils: {
		json_to_sheet(rows: Row[]): unknown;
		book_new(): object;
		book_append_sheet(book: object, sheet: unknown): void;
	};
	write(book: object, options: object): Buffer<ArrayBuffer>;
}

/** A file as Excel makes it, with the library that n8n itself reads it with. */
const xlsx = (rows: Row[]) => {
	const { n8n, release } = bench.host;
	const { utils, write } = createRequire(n8n)(release.sheetJs) as SheetJs;
	const book = utils.book_new();
	utils.book_append_sheet(book, utils.json_to_sheet(rows));
	return new File([write(book, { type: 'buffer', bookType: 'xlsx' })], 'May.xlsx', {
		type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	});
};

/** Uploads a file and gives its execution, once it has ended. */
const upload = (file: File, total: number, whatFor: string = randomUUID()): Promise<Execution> =>
	bench.next(form.workflow, async () => {
		expect((await form.submit(file, String(total), whatFor)).status).toBe(200);
	});

const sent = () => bench.sent('v2/send_money') as unknown as Sent[];

interface Sent {
	destinations: Array<{ phone_number: string }>;
}

const phonesOf = (requests: Sent[]) =>
	requests.flatMap(({ destinations }) => destinations).map(({ phone_number }) => phone_number);

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
		['Imani', '0711222333', 99.5],
	].map(([name, phone, amount]) => ({ name, phone, amount, description: 'May' }) as Row);
	let execution: Execution;

	beforeAll(async () => {
		execution = await upload(csv(rows), 1049.5);
	});

	it('sends each row once, but the one whose phone number is none', () => {
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
		// The rows are sent side by side, in no certain order.
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

	it('lists who was paid, with the receipt', () => {
		const receipt = expect.stringMatching(/^[A-Z\d]{10}$/);
		expect(execution.output('Paid')).toEqual([
			expect.objectContaining({ row: '2', name: 'Achieng', phone: '0700000001', receipt }),
			expect.objectContaining({ row: '10', name: 'Imani', amount: '99.5', receipt }),
		]);
	});

	it.each([
		['Barasa', 'not paid', 'is not a Kenyan phone number: 12345'],
		['Chebet', 'not paid', 'The balance is insufficient for the transaction'],
		['Dida', 'not paid', 'The initiator information is invalid.'],
		['Ekai', 'not known', 'No result yet, the last status was Scheduled'],
		['Fatuma', 'not known', 'could not handle the request'],
		['Gitau', 'not known', 'may have accepted it'],
		['Halima', 'not known', 'may have accepted it'],
	])('reports %s as %s', (name, outcome, reason) => {
		const report = execution.output('Failures report');
		expect(report).toHaveLength(7);
		const row = report.find((one) => one.name === name)!;
		expect(row).toMatchObject({
			phone: rows.find((one) => one.name === name)!.phone,
			outcome,
			reason: expect.stringContaining(reason),
			whatToDo: expect.stringContaining(
				outcome === 'not paid' ? 'upload this row again' : 'Do not pay it in another way yet',
			),
		});
	});

	it('says where to look a payment up that was taken', () => {
		const [ekai] = execution.output('Failures report').filter(({ name }) => name === 'Ekai');
		const locations = bench.simulator.resources().map(({ id }) => id);
		expect(locations).toContain(String(ekai!.location).split('/').at(-1));
	});
});

it('reads Excel files, with numbers that have lost their zero', async () => {
	const before = sent().length;
	const execution = await upload(xlsx([{ name: 'Juma', phone: 712345678, amount: 10 }]), 10);
	expect(sent().slice(before)).toEqual([
		expect.objectContaining({
			destinations: [
				expect.objectContaining({
					phone_number: '254712345678',
					amount: 10,
					description: 'Payment',
				}),
			],
		}),
	]);
	expect(execution.output('Paid')).toHaveLength(1);
	expect(execution.output('Failures report')).toEqual([]);
});

it('knows that nothing was sent without a token', async () => {
	bench.simulator.revokeTokens();
	bench.simulator.answer({ path: /oauth\/token$/, status: 401, body: '{}' });
	const execution = await upload(csv([{ name: 'Juma', phone: '0712345678', amount: 10 }]), 10);
	expect(execution.output('Failures report')).toMatchObject([
		{ outcome: 'not paid', reason: expect.stringContaining('did not issue an access token') },
	]);
});

it.each([
	['another total', 99, [{ name: 'Juma', phone: '0712345678', amount: 100 }]],
	['an amount that is none', 100, [{ name: 'Juma', phone: '0712345678', amount: '1 00' }]],
	['no amounts', 100, [{ name: 'Juma', phone: '0712345678' }]],
])('pays nobody where the file has %s', async (_what, total, rows) => {
	const before = sent().length;
	const execution = await upload(csv(rows as Row[]), total);
	expect(execution.error).toContain('Nobody was paid');
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

	it('pays nobody twice under the same name, and says so', async () => {
		const before = sent().length;
		await upload(csv(rows), 30, 'Salaries May 2026');
		const second = await upload(csv(again), 60, ' salaries may 2026 ');
		expect(phonesOf(sent().slice(before)).sort()).toEqual([
			'254711000001',
			'254711000002',
			'254711000003',
		]);
		expect(second.output('Paid').map(({ name, note }) => [name, note])).toEqual([
			['Kamau', 'Paid before, not again'],
			['Lagat', 'Paid before, not again'],
			['Mumo', ''],
		]);
		expect(second.output('Failures report')).toEqual([]);
	});

	it('pays under another name', async () => {
		const before = sent().length;
		await upload(csv(rows), 30, 'Salaries June 2026');
		expect(sent()).toHaveLength(before + 2);
	});
});

it('takes no list from somebody without the login', async () => {
	const before = (await bench.rest.executions(form.workflow)).length;
	expect((await form.submitAsAnybody('', '100')).status).toBeGreaterThanOrEqual(401);
	expect(await bench.rest.executions(form.workflow)).toHaveLength(before);
});
