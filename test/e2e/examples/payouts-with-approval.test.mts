import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { linesOf, openApprovalExample, type ApprovalExample } from '../../support/e2e/approval.mts';
import { brokenIf } from '../../support/e2e/broken-table.mts';
import type { Page } from '../../support/e2e/examples.mts';
import { textOf } from '../../support/e2e/forms.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import type { Changes } from '../../support/workflows/example.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { describeExample } from '../../support/e2e/releases.mts';

describeExample('payouts-with-approval')('payouts that a second person approves', () => {
	let env: Environment;
	let payouts: ApprovalExample;
	let errorWorkflow: StoredWorkflow;
	/** n8n checks once a minute whether the time of a page is up, so these run while the other tests do. */
	let closed: Promise<Execution>;
	let late: Promise<Execution>;
	let earlier: number;

	const names = { asker: 'Uploader login', table: 'Kopo Kopo payout lists' };
	const shorter = { 'Pay each person': { waitTimeout: 8, waitInterval: 1 } };

	beforeAll(async () => {
		env = await openEnvironment();
		errorWorkflow = await env.store({
			name: 'Error workflow',
			nodes: [
				{ name: 'Error', type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, parameters: {} },
			],
			connections: {},
		});
		await env.rest.activate(errorWorkflow);
		payouts = await openApprovalExample(env, 'payouts-with-approval', names, shorter, {
			errorWorkflow: errorWorkflow.id,
		});
		const impatient = await openApprovalExample(env, 'payouts-with-approval', names, {
			...shorter,
			'Approve or reject': { resumeAmount: 60, resumeUnit: 'seconds' },
			'Show the report': { resumeUnit: 'seconds' },
		});
		await upload(csv([{ ...juma, phone: '0700000003' }]), 100, 'closed', impatient);
		const form = await openApprovals(impatient);
		await form.question(impatient.approver);
		await form.answer('Approve and pay', impatient.approver);
		closed = form.execution();
		await upload(csv([{ ...juma, phone: '0711999999' }]), 100, 'late', impatient);
		const unanswered = await openApprovals(impatient);
		await unanswered.question(impatient.approver);
		late = unanswered.execution();
		earlier = sent().length;
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

	interface Ended {
		page: Page;
		execution: Execution;
	}

	const upload = async (
		file: File,
		total: number,
		paymentName: string = randomUUID(),
		example = payouts,
	): Promise<Ended> => {
		const form = await example.send(
			'Upload a list',
			example.asker,
			file,
			String(total),
			paymentName,
		);
		const page = await form.lastPage();
		return { page, execution: await form.execution() };
	};

	const openApprovals = (example = payouts) =>
		example.send('Open the approvals', example.approver, 'approvals');

	interface Decided extends Ended {
		shown: string[];
	}

	const decide = async (decision: string, example = payouts): Promise<Decided> => {
		const form = await openApprovals(example);
		const shown = linesOf(await form.question(example.approver));
		expect(await form.answer(decision, example.approver)).toBe(200);
		const page = await form.lastPage();
		return { shown, page, execution: await form.execution() };
	};

	const uploadAndApprove = async (file: File, total: number, paymentName?: string) => {
		expect((await upload(file, total, paymentName)).page.title).toBe('Waiting for approval');
		return decide('Approve and pay');
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

	const storedList = async (paymentName: string) => {
		const rows = await env.rest.rowsOf(await env.rest.findDataTable(payouts.table));
		return rows.find((row) => row.paymentName === paymentName)!;
	};

	const statusOf = async (paymentName: string) => (await storedList(paymentName)).status;

	interface Reported {
		row: number;
		name: string;
		outcome: string;
		location: string;
	}

	const juma = { name: 'Juma', phone: '0712345678', amount: 100 };

	const notKnown = 'Not known';
	const notAccepted = 'Not paid: the request was not accepted';
	const failed = 'Not paid: the payment failed';
	const paid = 'Paid';

	describe('a list with every kind of trouble', () => {
		const rows = [
			['Achieng', '0700000001', 100],
			['Barasa', '0700000002', 200],
			['Chebet', '0700 000 003', 300],
			['Dida', '254700000004', 50],
			['Ekai', '0700000005', 60],
			['Fatuma', '0700000006', 70],
			['Gitau', '0700000007', 80],
			['Halima', '0700000009', 90],
			['Imani & <Sons>', '0711222333', 99.5],
		].map(([name, phone, amount]) => ({ name, phone, amount, description: 'May' }) as Row);
		let shown: string[];
		let page: Page;
		let execution: Execution;

		beforeAll(async () => {
			const waiting = await upload(csv(rows), 1049.5, 'Casuals of May');
			expect(waiting.page).toEqual({
				title: 'Waiting for approval',
				lines: [expect.stringContaining('9 people, KES 1,049.5: every row is correct.')],
			});
			expect(waiting.execution.status).toBe('success');
			expect(sent()).toHaveLength(earlier);
			({ shown, page, execution } = await decide('Approve and pay'));
		});

		it('shows the approver who gets how much', () => {
			expect(shown.slice(0, 4)).toEqual([
				'Casuals of May',
				'9 people, KES 1,049.5',
				'No list was paid before, so there is nothing to compare with.',
				'Rows',
			]);
			expect(shown[4]).toBe('Row 2: Achieng, 0700000001, KES 100, May');
			expect(shown.at(-1)).toBe('Row 10: Imani & <Sons>, 0711222333, KES 99.5, May');
			expect(shown).toHaveLength(13);
		});

		it('sends one request for each row', () => {
			expect(phonesOf(sent().slice(earlier)).sort()).toEqual([
				'254700000001',
				'254700000002',
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
			expect(section(page, failed)).toEqual([
				expect.stringContaining('upload only these rows, under a new payment name'),
				'Row 3, Barasa, KES 200: Request cancelled by user',
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

		it('stores that a person has to look', async () => {
			expect(await statusOf('Casuals of May')).toBe('not known');
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
			const [{ rows: reported }] = execution.output('Write the report') as [{ rows: Reported[] }];
			const { location } = reported.find(({ name }) => name === 'Ekai')!;
			const ids = env.simulator.resources().map(({ id }) => id);
			expect(ids).toContain(location.split('/').at(-1));
		});

		it('writes every row with its outcome into a file', () => {
			const reported = execution.output('Rows of the report') as unknown as Reported[];
			expect(reported.map(({ row, outcome }) => `${row} ${outcome}`)).toEqual([
				...['2 paid', '3 failed', '4 failed', '5 failed'],
				...['6 notKnown', '7 notKnown', '8 notKnown', '9 notKnown', '10 paid'],
			]);
			expect(execution.output('Report as a file')).toHaveLength(1);
		});

		it('shows the approver of the next list what is unusual in it', async () => {
			const next = [
				{ name: 'Achieng', phone: '0700000001', amount: 151 },
				{ name: 'Imani', phone: '0711222333', amount: 99.5 },
				{ name: 'Juma', phone: '0711000009', amount: 10 },
			];
			await upload(csv(next), 260.5, 'Casuals of June');
			const { shown: lines } = await decide('Reject');
			expect(lines).toEqual([
				'Casuals of June',
				'3 people, KES 260.5',
				'Maybe paid already: 1 of 3 people, KES 99.5 of KES 260.5. They got the same amount in the last 14 days under another payment name.',
				'Check these rows first',
				'Row 2: Achieng, 0700000001, KES 151 (more than usual: at most KES 100 so far)',
				expect.stringMatching(
					/^Row 3: Imani, 0711222333, KES 99\.5 \(KES 99\.5 was paid on .* as Casuals of May; the name was Imani & <Sons> before\)$/,
				),
				'Row 4: Juma, 0711000009, KES 10 (new recipient)',
			]);
		});

		it('never sends again what is not known or failed, and shows it before and after', async () => {
			const before = sent().length;
			const again = [rows[2]!, rows[4]!].map((row) => ({ ...row, name: 'Again' }));
			await upload(csv(again), 360, 'Casuals of May');
			const { shown: lines, page: last } = await decide('Approve and pay');
			expect(lines.slice(0, 2)).toEqual(['Casuals of May', '0 people, KES 0']);
			expect(lines[3]).toContain('the payment failed before under this payment name');
			expect(lines[4]).toContain('look in the Kopo Kopo dashboard');
			expect(last.title).toBe('0 paid, 1 not paid, 1 not known');
			expect(sent()).toHaveLength(before);
		});
	});

	it('ends as a success if every row was paid', async () => {
		const { page, execution } = await uploadAndApprove(csv([juma]), 100, 'All paid');
		expect(page.title).toBe('1 paid, 0 not paid, 0 not known');
		expect(execution.status).toBe('success');
		expect(await statusOf('All paid')).toBe('paid');
	});

	it('reads an Excel file with a title, a blank row, capital letters and numbers without their zero', async () => {
		const before = sent().length;
		const { page } = await uploadAndApprove(
			xlsx([[], ['Casuals'], ['Phone', 'Name', 'AMOUNT'], [712345678, 'Juma', 0.1 + 0.2], []]),
			0.3,
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
	});

	it('reports rows as not paid that Kopo Kopo rejects, and pays them in a corrected upload', async () => {
		env.simulator.answer({ path: /send_money/, status: 400, body: '{"error_message":"Wrong"}' });
		const { page, execution } = await uploadAndApprove(csv([juma]), 100, 'Corrected');
		expect(page.title).toBe('0 paid, 1 not paid, 0 not known');
		expect(section(page, notAccepted)).toEqual([
			expect.stringContaining('upload the file again under the same payment name'),
			expect.stringMatching(/^Row 2, Juma, KES 100: Kopo Kopo rejected the request/),
		]);
		expect(page.lines.join('\n')).not.toMatch(/item \d/i);
		expect(execution.error).toContain('Not paid: row 2.');
		const { page: next } = await uploadAndApprove(csv([juma]), 100, 'Corrected');
		expect(next.title).toBe('1 paid, 0 not paid, 0 not known');
	});

	const three = [1, 2, 3].map((at) => ({ ...juma, phone: `071355500${at}` }));

	it.each([
		[401, 'did not accept the client ID or secret (401)'],
		[503, 'did not issue an access token (503)'],
	])('reports rows as not paid if Kopo Kopo issued no token (%i)', async (status, reason) => {
		env.simulator.revokeTokens();
		env.simulator.answer({ path: /oauth\/token$/, status, body: '{}', times: 3 });
		const { page, execution } = await uploadAndApprove(csv(three), 300, `No token ${status}`);
		env.simulator.answerAsUsual();
		expect(page.title).toBe('0 paid, 3 not paid, 0 not known');
		expect(section(page, notAccepted).slice(1)).toEqual(
			[2, 3, 4].map((row) => expect.stringMatching(`^Row ${row}, Juma, KES 100: .*`)),
		);
		expect(section(page, notAccepted)[1]).toContain(reason);
		expect(execution.error).toContain('Not paid: rows 2, 3, 4.');
		expect(await statusOf(`No token ${status}`)).toBe('not paid');
	});

	it('pays a list that was rejected as a whole, when it is uploaded again under the same payment name', async () => {
		const rejected = { path: /send_money/, status: 422, body: '{"error_message":"Wrong"}' };
		env.simulator.answer({ ...rejected, times: 3 });
		const { page, execution } = await uploadAndApprove(csv(three), 300, 'All rejected');
		expect(page.title).toBe('0 paid, 3 not paid, 0 not known');
		expect(execution.status).toBe('error');
		expect(await statusOf('All rejected')).toBe('not paid');
		const { shown, page: next } = await uploadAndApprove(csv(three), 300, 'All rejected');
		expect(shown.slice(0, 2)).toEqual(['All rejected', '3 people, KES 300']);
		expect(next.title).toBe('3 paid, 0 not paid, 0 not known');
	});

	describe('if a node fails after the approval', () => {
		const failing = async (changes: Changes, paymentName: string) => {
			const example = await openApprovalExample(env, 'payouts-with-approval', names, changes);
			await upload(csv(three), 300, paymentName, example);
			const decided = await decide('Approve and pay', example);
			const table = await env.rest.findDataTable(example.table);
			const [stored] = await env.rest.rowsOf(table);
			return { ...decided, stored: stored!, example };
		};

		it('reports every row as not known if the payment node itself fails', async () => {
			const { page, execution, stored } = await failing(
				{ 'Pay each person': { operation: 'unheard-of' } },
				'Broken node',
			);
			expect(page.title).toBe('0 paid, 0 not paid, 3 not known');
			expect(section(page, notKnown).slice(1)).toEqual(
				[2, 3, 4].map((row) => `Row ${row}, Juma, KES 100: n8n has no result for this row`),
			);
			expect(page.lines.join('\n')).not.toMatch(/try again|upload/i);
			expect(execution.error).toContain('Not known: rows 2, 3, 4.');
			expect(stored).toMatchObject({ status: 'not known' });
			expect(JSON.parse(String(stored.report))).toHaveLength(3);
		});

		it('says that nothing is known if the report cannot be written, and shows the list again', async () => {
			const { page, execution, stored, example } = await failing(
				{ 'Write the report': { jsCode: "throw new Error('Out of memory')" } },
				'No report',
			);
			expect(page.title).toBe('Not known');
			expect(page.lines.join('\n')).toContain('Look in the Kopo Kopo dashboard');
			expect(execution.error).toMatch(/^Not known who was paid in the list No report: /);
			expect(stored).toMatchObject({ status: 'approved', report: '' });
			const before = sent().length;
			const { shown } = await decide('Approve and pay', example);
			expect(shown[2]).toMatch(/^This list was approved before\./);
			expect(sent()).toHaveLength(before);
		});

		it('shows the report without its file if the file cannot be written', async () => {
			const { page, execution, stored } = await failing(
				{ 'Report as a file': { options: { sheetName: 'longer than Excel allows'.repeat(2) } } },
				'No file',
			);
			expect(page.title).toBe('3 paid, 0 not paid, 0 not known');
			expect(section(page, paid)).toHaveLength(3);
			expect(execution.status).toBe('success');
			expect(stored).toMatchObject({ status: 'paid' });
		});
	});

	describe('the same people under another payment name', () => {
		const people = [
			{ name: 'Nafula', phone: '0714000001', amount: 1000 },
			{ name: 'Odera', phone: '0714000002', amount: 2000 },
			{ name: 'Pendo', phone: '0714000003', amount: 3000 },
		];

		it('are shown to the approver with their share of the total', async () => {
			await uploadAndApprove(csv(people), 6000, 'wages-nov');
			const next = [people[0]!, people[1]!, { ...people[2]!, amount: 3100 }];
			await upload(csv(next), 6100, 'wages november');
			const { shown } = await decide('Reject');
			const day = expect.stringMatching as (pattern: string) => string;
			expect(shown).toEqual([
				'wages november',
				'3 people, KES 6,100',
				'Maybe paid already: 2 of 3 people, KES 3,000 of KES 6,100. They got the same amount in the last 14 days under another payment name.',
				'Check these rows first',
				day(
					'^Row 2: Nafula, 0714000001, KES 1,000 \\(KES 1,000 was paid on \\d+ \\w+ as wages-nov\\)$',
				),
				day(
					'^Row 3: Odera, 0714000002, KES 2,000 \\(KES 2,000 was paid on \\d+ \\w+ as wages-nov\\)$',
				),
				'Other rows',
				'Row 4: Pendo, 0714000003, KES 3,100',
			]);
		});

		it('are not shown if they were paid more than 14 days ago', async () => {
			const table = await env.rest.findDataTable(payouts.table);
			const sentAt = new Date(Date.now() - 15 * 86_400_000).toISOString();
			const report = JSON.parse(String((await storedList('wages-nov')).report)) as object[];
			await env.rest.updateRows(table, 'paymentName', 'wages-nov', {
				report: JSON.stringify(report.map((row) => ({ ...row, sentAt }))),
			});
			await upload(csv(people), 6000, 'wages of november');
			expect((await decide('Reject')).shown.join('\n')).not.toContain('wages-nov');
		});

		it('are shown, too, while the other list is on its way or if its outcome is not known', async () => {
			const table = await env.rest.findDataTable(payouts.table);
			await env.rest.updateRows(table, 'paymentName', 'wages-nov', {
				status: 'approved',
				report: '',
			});
			await upload(csv(people), 6000, 'November wages');
			const maybePaid =
				'Maybe paid already: 3 of 3 people, KES 6,000 of KES 6,000. They got the same amount in the last 14 days under another payment name.';
			const { shown } = await decide('Reject');
			expect(shown).toContain(maybePaid);
			expect(shown[4]).toMatch(/KES 1,000 may have been paid on .* as wages-nov/);

			const stopped = await decide('Reject');
			expect(stopped.shown[2]).toMatch(/^This list was approved before\./);
			expect(stopped.page.title).toBe('Rejected');
			expect(await storedList('wages-nov')).toMatchObject({ status: 'not known' });
			await upload(csv(people), 6000, 'Wages again');
			expect((await decide('Reject')).shown).toContain(maybePaid);
			await env.rest.updateRows(table, 'paymentName', 'wages-nov', { status: 'paid' });
		});
	});

	it('shows that the data table failed, and never that a list waits, is decided, or that none waits', async () => {
		const unsaved = `$('Check the list').first().json.paymentName === 'Unsaved'`;
		const unread = `$('Open the approvals').first().json.Page === 'unread'`;
		const broken = await openApprovalExample(env, 'payouts-with-approval', names, {
			'Save the list': brokenIf(unsaved, 'Open the table'),
			'All lists': brokenIf(unread, 'Find the table', 'name'),
			'Record the decision': brokenIf('true', 'Find the table'),
		});
		const before = sent().length;
		const waiting = await upload(csv([juma]), 100, 'Saved', broken);
		expect(waiting.page.title).toBe('Waiting for approval');
		const refused = await upload(csv([juma]), 100, 'Unsaved', broken);
		expect(refused.page.title).toBe('Nothing was uploaded');
		expect(refused.page.lines.join()).toMatch(/^n8n could not save the list: ./);
		expect(refused.execution.error).toContain('n8n could not save it.');
		const forms = await Promise.all(
			['unread', 'approvals'].map((page) =>
				broken.send('Open the approvals', broken.approver, page),
			),
		);
		await forms[1]!.question(broken.approver);
		await forms[1]!.answer('Approve and pay', broken.approver);
		for (const form of forms) {
			const { title, lines } = await form.lastPage();
			expect(title).toBe('Nothing was sent');
			expect(lines.join()).toMatch(/^n8n could not read or save the lists: ./);
			expect((await form.execution()).error).toMatch(/^Nothing was sent, because n8n could not/);
		}
		expect(sent()).toHaveLength(before);
	});

	it.each<[string, number, () => File, string]>([
		[
			'no amounts',
			100,
			() => csvOf(['name,phone', 'Juma,0712345678']),
			'column names name, phone and amount',
		],
		['no rows', 100, () => csvOf(['name,phone,amount']), 'has no rows'],
		['no content', 100, () => csvOf(['']), 'column names name, phone and amount'],
		[
			'another format',
			100,
			() => new File(['PK\u0003\u0004 broken'], 'May.xlsx'),
			'could not be read',
		],
	])('uploads nothing if the file has %s, and shows why', async (_what, total, file, reason) => {
		const { page, execution } = await upload(file(), total);
		expect(page.title).toBe('Nothing was uploaded');
		expect(page.lines.join('\n')).toContain(reason);
		expect(execution.status).toBe('error');
		expect(textOf(execution.error!)).toContain(reason);
		expect(execution.output('Save the list')).toEqual([]);
	});

	it('uploads nothing if rows are wrong, and shows all problems at once', async () => {
		const wrong = [
			{ phone: '0722XXXXXX' },
			{ phone: '0722***000', name: '', amount: 'ten' },
			{ phone: '07123' },
			{ phone: '=A1', amount: '' },
			{ amount: '1 00' },
			{ phone: '+254 712 345 678', amount: -5 },
			...[1, 2, 3, 4, 5, 6, 7].map((at) => ({ phone: `071234567${at}`, amount: 70_000 })),
			{ phone: '0711000000', amount: 70_001 },
		];
		const { page, execution } = await upload(csv(wrong.map((row) => ({ ...juma, ...row }))), 1);
		expect(page.lines.slice(0, -2)).toEqual([
			'Row 2: the phone number is masked (0722XXXXXX): ask the person for it.',
			'Row 3: the name is empty; the phone number is masked (0722***000): ask the person for it; the amount is not a number: ten.',
			'Row 4: this is not a Kenyan phone number: 07123.',
			'Row 5: this is not a Kenyan phone number: =A1; the amount is not a number: empty.',
			'Row 6: the same phone number is in row 7; the amount is not a number: 1 00.',
			'Row 7: the same phone number is in row 6; the amount is not a number: -5.',
			'Row 15: KES 70,001 is more than your limit of KES 70,000.',
			'The amounts add up to KES 560,201, but the total in the form is KES 1.',
			'The total, KES 560,201, is more than your limit of KES 500,000.',
		]);
		expect(page.lines.at(-1)).toBe('Correct the file and upload it again.');
		expect(execution.error).toContain('Row 15');
		expect(execution.output('Save the list')).toEqual([]);
	});

	it('shows HTML and expressions of a spreadsheet as the text that they are', async () => {
		const name = '<img src=x onerror=alert(1)>{{ 6 * 7 }}';
		await upload(csv([{ ...juma, name, description: '=1+1' }]), 100, '<b>Bold</b> { }');
		const form = await openApprovals();
		const html = await form.question(payouts.approver);
		expect(html).not.toContain('<img src=x');
		expect(linesOf(html)[0]).toBe('<b>Bold</b> { }');
		expect(linesOf(html).at(-1)).toContain(`${name}, 0712345678, KES 100, =1+1`);
		await form.answer('Reject', payouts.approver);
		expect((await form.lastPage()).lines.join('\n')).toContain('for <b>Bold</b> { }.');
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
			await uploadAndApprove(csv(rows), 30, 'Salaries May 2026');
			const { shown, page } = await uploadAndApprove(csv(again), 60, ' salaries may 2026 ');
			expect(phonesOf(sent().slice(before)).sort()).toEqual([
				'254711000001',
				'254711000002',
				'254711000003',
			]);
			expect(shown[1]).toBe('1 person, KES 30');
			expect(shown[3]).toMatch(/Kamau.*KES 10 was paid before under this payment name/);
			expect(page.title).toBe('3 paid, 0 not paid, 0 not known');
			expect(section(page, paid)).toEqual([
				expect.stringMatching(/^Row 2, Kamau, .*: paid before, not again$/),
				expect.stringMatching(/^Row 3, Lagat, .*: paid before, not again$/),
				expect.stringMatching(/^Row 4, Mumo, KES 30, receipt [A-Z\d]{10}$/),
			]);
		});

		it('does not pay a person again who is listed with another amount', async () => {
			const before = sent().length;
			const { shown, page } = await uploadAndApprove(
				csv([{ ...rows[0]!, amount: 15 }]),
				15,
				'Salaries May 2026',
			);
			expect(shown.at(-1)).toMatch(/KES 15.*KES 10 was paid before/);
			expect(section(page, paid)).toEqual([
				expect.stringMatching(/^Row 2, Kamau, KES 10, .*not again$/),
			]);
			expect(sent()).toHaveLength(before);
		});

		it('pays again under another payment name', async () => {
			const before = sent().length;
			await uploadAndApprove(csv(rows), 30, 'Salaries June 2026');
			expect(sent()).toHaveLength(before + 2);
		});
	});

	describe('the approval', () => {
		it('is needed: nothing is sent for a list that is rejected', async () => {
			const before = sent().length;
			await upload(csv([juma]), 100, 'Rejected');
			const { page, execution } = await decide('Reject');
			expect(page.title).toBe('Rejected');
			expect(page.lines[0]).toContain('Nothing was sent for Rejected.');
			expect(execution.status).toBe('success');
			expect(sent()).toHaveLength(before);
			const form = await openApprovals();
			expect(await form.lastPage()).toEqual({
				title: 'Nothing to approve',
				lines: ['No list waits for your approval.'],
			});
		});

		it.each(['', 'approve and pay', '["Approve and pay"]'])(
			'is not given by the answer %j',
			async (answer) => {
				const before = sent().length;
				await upload(csv([juma]), 100, `Answer: ${answer}.`);
				const form = await openApprovals();
				await form.question(payouts.approver);
				await form.answer(answer, payouts.approver);
				expect((await form.execution()).status).toBe('success');
				expect(sent()).toHaveLength(before);
				expect((await decide('Reject')).shown[0]).toBe(`Answer: ${answer}.`);
			},
		);

		it('accepts only the login of the approver, on both of its pages', async () => {
			const before = sent().length;
			const { asker } = payouts;
			expect(await payouts.statusOf('Upload a list')).toBe(401);
			expect(await payouts.statusOf('Open the approvals')).toBe(401);
			expect(await payouts.statusOf('Open the approvals', asker)).toBe(401);
			expect(await payouts.statusOf('Upload a list', payouts.approver)).toBe(401);
			await upload(csv([juma]), 100, 'Mine');
			const form = await openApprovals();
			await form.question(payouts.approver);
			expect(await form.answer('Approve and pay')).toBe(401);
			expect(await form.answer('Approve and pay', asker)).toBe(401);
			await form.answer('Reject', payouts.approver);
			expect((await form.lastPage()).title).toBe('Rejected');
			expect(sent()).toHaveLength(before);
		});

		it('pays once if it is given twice on one page and in two tabs at the same moment', async () => {
			const before = sent().length;
			await upload(csv([juma]), 100, 'Two tabs');
			const tabs = await Promise.all([openApprovals(), openApprovals()]);
			for (const tab of tabs) await tab.question(payouts.approver);
			const approve = (tab: (typeof tabs)[number]) =>
				tab.answer('Approve and pay', payouts.approver).catch(() => 0);
			// n8n answers only one of the two of a page if the other finds the execution running.
			await Promise.all(tabs.map((tab) => Promise.race([approve(tab), approve(tab)])));
			const pages = await Promise.all(tabs.map((tab) => tab.lastPage()));
			for (const tab of tabs) await tab.execution();
			expect(sent()).toHaveLength(before + 1);
			for (const { title } of pages) {
				expect(['1 paid, 0 not paid, 0 not known', 'Already decided']).toContain(title);
			}
			expect(pages.map(({ title }) => title)).toContain('1 paid, 0 not paid, 0 not known');
		});

		it('pays only once what the approver saw, if the page is sent again later', async () => {
			const before = sent().length;
			await upload(csv([juma]), 100, 'Back');
			const stale = await openApprovals();
			await stale.question(payouts.approver);
			await decide('Approve and pay');
			await stale.answer('Approve and pay', payouts.approver);
			expect((await stale.lastPage()).title).toBe('Already decided');
			expect(sent()).toHaveLength(before + 1);
		});

		it('shows the lists in the order in which they came', async () => {
			await upload(csv([juma]), 100, 'First');
			await upload(csv([juma]), 100, 'Second');
			expect((await decide('Reject')).shown[0]).toBe('First');
			expect((await decide('Reject')).shown[0]).toBe('Second');
		});
	});

	it('fails as well if the browser was closed before the page was shown', async () => {
		const execution = await closed;
		expect(execution.status).toBe('error');
		expect(execution.error).toContain('Not paid: row 2.');
	});

	it('sends nothing if the approver does not answer in time', async () => {
		expect((await late).status).toBe('success');
		expect(phonesOf(sent())).not.toContain('254711999999');
	});

	/** The phone numbers of the payments that have a result, whether or not n8n got it. */
	const phonesWithResult = () =>
		env.simulator
			.resources()
			.flatMap(
				({ id }) => JSON.stringify(env.simulator.document(id)).match(/2547220000\d\d/) ?? [],
			);

	it('sends no row twice if n8n is killed while it pays, by another approval or a Retry', async () => {
		await Promise.allSettled([closed, late]);
		const payments = () => env.simulator.resources().length;
		const before = payments();
		const list = Array.from({ length: 30 }, (_, at) => ({
			...juma,
			phone: `07220000${String(at).padStart(2, '0')}`,
		}));
		await upload(csv(list), 3000, 'Killed');
		const form = await openApprovals();
		await form.question(payouts.approver);
		const posted = { method: 'POST', path: /send_money/ };
		env.simulator.answer({ ...posted, afterEffect: true, times: 12 });
		env.simulator.answer({ ...posted, delay: 600_000, times: 10 });
		// n8n answers when it has the next page.
		const answered = form.answer('Approve and pay', payouts.approver).catch(() => undefined);
		await waitFor('payments under way', 240, () => payments() >= before + 22 || undefined);
		await env.kill();
		await answered;
		const crashed = await form.execution();
		const { shown, page } = await decide('Approve and pay');
		expect(shown[2]).toMatch(/^This list was approved before\./);
		expect(page.title).toMatch(/ 0 not paid, \d+ not known$/);
		expect(section(page, notKnown)[0]).toContain('Look for these payments');

		await env.rest.retry(crashed.id);
		await waitFor('report of the Retry', 240, async () => {
			const [retried] = await env.rest.executions(payouts.workflow);
			return retried!.status === 'waiting' || undefined;
		});
		expect(payments() - before).toBeLessThanOrEqual(list.length);
		const phones = phonesWithResult();
		expect(phones.length).toBeGreaterThanOrEqual(12);
		expect(new Set(phones).size).toBe(phones.length);
	});
});
