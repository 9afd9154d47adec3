import { linesOf, openApprovalExample, type ApprovalExample } from '../../support/e2e/approval.mts';
import type { Login } from '../../support/e2e/forms.mts';
import type { Page } from '../../support/e2e/examples.mts';
import { brokenIf } from '../../support/e2e/broken-table.mts';
import { startMailServer, type MailServer } from '../../support/e2e/mail-server.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { Credential } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { describeExample } from '../../support/e2e/releases.mts';

describeExample('refund-desk')('the refund desk', () => {
	let env: Environment;
	let mailServer: MailServer;
	let mailAccount: Credential;
	let desk: ApprovalExample;

	const names = { asker: 'Clerk login', table: 'Kopo Kopo refunds' };

	beforeAll(async () => {
		env = await openEnvironment();
		mailServer = await startMailServer();
		mailAccount = await env.rest.createCredential({
			...mailServer.credential,
			name: 'Mail account',
		});
		desk = await openApprovalExample(
			env,
			'refund-desk',
			names,
			{ 'Reverse the payment': { waitTimeout: 6, waitInterval: 1 } },
			{},
			[mailAccount],
		);
	});

	afterAll(async () => {
		await mailServer.close();
		await env.close();
	});

	const sent = () => env.sent('v2/reversals');

	interface Ended {
		page: Page;
		execution: Execution;
	}

	/** When all payments were made, so that they are of one day also if the tests run at midnight. */
	const paidAt = Date.now();
	/** That day in Kenya. */
	const paidOn = new Date(paidAt + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);

	interface Request {
		on?: string;
		reason?: string;
		email?: string;
		by?: Login;
	}

	const ask = async (receipt: string, request: Request = {}, example = desk): Promise<Ended> => {
		const { on = paidOn, reason = 'Paid twice', email = '', by = example.asker } = request;
		const form = await example.send('Ask for a refund', by, receipt, on, reason, 'Njeri', email);
		const page = await form.lastPage();
		return { page, execution: await form.execution() };
	};

	const openApprovals = (example = desk) =>
		example.send('Open the approvals', example.approver, 'approvals');

	const decide = async (decision: string): Promise<Ended & { shown: string[] }> => {
		const form = await openApprovals();
		const shown = linesOf(await form.question(desk.approver));
		await form.answer(decision, desk.approver);
		const page = await form.lastPage();
		return { shown, page, execution: await form.execution() };
	};

	const refund = async (receipt: string, request: Request = {}) => {
		const asked = await ask(receipt, request);
		expect(asked.page.title).toBe('Waiting for approval');
		return decide('Approve and refund');
	};

	/** The simulator chooses the result of a reversal by the phone number of the payment. */
	const pay = (reference: string, phoneNumber = '+254700000001') =>
		env.simulator.payTill({
			tillNumber: '123456',
			amount: 250,
			reference,
			phoneNumber,
			originatedAt: paidAt,
		});

	const textOf = ({ lines }: Page) => lines.join('\n');

	describe('a refund that is approved', () => {
		let before: number;
		let asked: Ended;
		let decided: Ended & { shown: string[] };

		beforeAll(async () => {
			env.simulator.payerNumbers = '0722***000';
			before = sent().length;
			await pay('REFUND0001');
			asked = await ask(' refund0001 ', { email: 'wanjiku@example.com' });
			expect(sent()).toHaveLength(before);
			decided = await decide('Approve and refund');
		});

		it('waits for the approver, and tells the clerk', () => {
			expect(asked.page).toEqual({
				title: 'Waiting for approval',
				lines: [expect.stringMatching(/^KES 250 of receipt REFUND0001: ask the approver/)],
			});
			expect(asked.execution.status).toBe('success');
		});

		it('shows the approver the payment that was found, and who asks', () => {
			expect(decided.shown[0]).toMatch(/^KES 250 to /);
			expect(decided.shown.slice(1)).toEqual([
				'Receipt: REFUND0001',
				expect.stringMatching(/^Phone: \S*\*/),
				expect.stringMatching(/^Paid: \d{4}-\d\d-\d\d \d\d:\d\d, till K?123456$/),
				'Reason: Paid twice',
				'Asked by: Njeri',
			]);
		});

		it('sends the reversal once', () => {
			expect(sent().slice(before)).toEqual([
				{
					transaction_reference: 'REFUND0001',
					reason: 'Paid twice',
					metadata: { execution: decided.execution.id },
					_links: { callback_url: 'https://callback.invalid/' },
				},
			]);
		});

		it('shows the receipt of the reversal', () => {
			expect(decided.page).toEqual({
				title: 'Refunded',
				lines: [
					expect.stringMatching(
						/^KES 250 of payment REFUND0001 went back to the customer\. .* [A-Z\d]{10}\.$/,
					),
					'',
					'The customer got an email.',
				],
			});
			expect(decided.execution.status).toBe('success');
		});

		it('tells the customer by email', () => {
			expect(mailServer.mails).toEqual([
				expect.objectContaining({
					to: 'wanjiku@example.com',
					subject: 'Your refund of payment REFUND0001',
					text: expect.stringContaining('went back to you'),
				}),
			]);
		});

		it('is refused a second time, with the first result', async () => {
			const { page, execution } = await ask('REFUND0001');
			expect(page.title).toBe('Not possible');
			expect(textOf(page)).toMatch(
				/^Receipt REFUND0001 was refunded before\. KES 250 of payment REFUND0001 went back/,
			);
			expect(execution.status).toBe('success');
			expect(sent()).toHaveLength(before + 1);
		});

		it('warns the approver if the same customer gets another refund', async () => {
			await pay('REFUND0011');
			await ask('REFUND0011');
			expect((await decide('Reject')).shown[1]).toBe(
				'Check this: This customer got a refund before.',
			);
		});
	});

	it.each([
		['the balance is too small', '03', 'The balance is insufficient'],
		['the reversal fails', '04', 'The initiator information is invalid'],
	])('shows that no money moved if %s', async (_what, digits, reason) => {
		const payment = `REFUND00${digits}`;
		await pay(payment, `+2547000000${digits}`);
		const [before, mails] = [sent().length, mailServer.mails.length];
		const { page, execution } = await refund(payment, { email: 'wanjiku@example.com' });
		expect(page.title).toBe('Not refunded');
		expect(textOf(page)).toContain(`Payment ${payment} was not refunded, and no money moved.`);
		expect(textOf(page)).toContain(reason);
		expect(execution.status).toBe('success');
		expect(sent()).toHaveLength(before + 1);
		expect(mailServer.mails).toHaveLength(mails);
	});

	it('sends a new reversal if an earlier one certainly moved no money, and tells the approver', async () => {
		const before = sent().length;
		const { shown, page } = await refund('REFUND0003');
		expect(shown[1]).toMatch(/^Check this: An earlier refund of this receipt failed/);
		expect(page.title).toBe('Not refunded');
		expect(sent()).toHaveLength(before + 1);
	});

	it.each([
		['no result comes', '05', 'Its last status was '],
		['Kopo Kopo fails', '06', '(500)'],
		['Kopo Kopo fails after it accepted the request', '07', '(500)'],
		['the connection closes', '09', 'closed the connection'],
	])('sends the person to the dashboard, and fails, if %s', async (_what, digits, reason) => {
		const payment = `REFUND00${digits}`;
		await pay(payment, `+2547000000${digits}`);
		const before = sent().length;
		const { page, execution } = await refund(payment, { email: 'wanjiku@example.com' });
		expect(page.title).toBe('Not known yet');
		expect(textOf(page)).toContain('Look for the reversal in the Kopo Kopo dashboard');
		expect(textOf(page)).not.toMatch(/again|customer/i);
		expect(execution.output('Save the result')).toEqual([
			expect.objectContaining({ status: 'notKnown', result: expect.stringContaining(reason) }),
		]);
		expect(execution.status).toBe('error');
		expect(execution.error).toContain(`Not known whether payment ${payment} was refunded.`);
		const asked = await ask(payment);
		expect(asked.page.title).toBe('Not possible');
		expect(textOf(asked.page)).toContain('Look for the reversal in the Kopo Kopo dashboard');
		expect(sent()).toHaveLength(before + 1);
	});

	describe('a result that comes when the request has one', () => {
		/** Approves a refund without a result, and stores this status before n8n gives up. */
		const overtakenBy = async (payment: string, row: { status: string; result: string }) => {
			await pay(payment, '+254700000005');
			await ask(payment, { email: 'wanjiku@example.com' });
			const form = await openApprovals();
			await form.question(desk.approver);
			const before = sent().length;
			const answered = form.answer('Approve and refund', desk.approver);
			await waitFor('reversal', 240, () => sent().length > before || undefined);
			const table = await env.rest.findDataTable(desk.table);
			await env.rest.updateRows(table, 'receipt', payment, row);
			await answered;
			const page = await form.lastPage();
			const execution = await form.execution();
			const stored = (await env.rest.rowsOf(table)).find(({ receipt }) => receipt === payment);
			return { page, execution, stored };
		};

		it.each([
			['refunded', 'REFUND0091'],
			['notRefunded', 'REFUND0092'],
		])('never overwrites %s, and shows both', async (status, payment) => {
			const mails = mailServer.mails.length;
			const row = { status, result: 'Seen in the dashboard.' };
			const { page, execution, stored } = await overtakenBy(payment, row);
			expect(stored).toMatchObject(row);
			expect(textOf(page)).toContain(`may have been refunded.`);
			expect(page.lines.at(-1)).toBe(
				`The request had the result “${status}” already, which was kept: Seen in the dashboard.`,
			);
			expect(execution.status).toBe('error');
			expect(execution.error).toContain(`Its stored result is “${status}”.`);
			expect(mailServer.mails).toHaveLength(mails);
		});

		it('replaces what is not final: a rejection in another tab, after the reversal was sent', async () => {
			const { stored, execution } = await overtakenBy('REFUND0093', {
				status: 'rejected',
				result: '',
			});
			expect(stored).toMatchObject({ status: 'notKnown' });
			expect(execution.status).toBe('error');
		});
	});

	it('does not say that no money moved if it cannot ask about a refund that was approved before', async () => {
		// The first approval still waits for its result when the second one is sent.
		const patient = await openApprovalExample(
			env,
			'refund-desk',
			names,
			{ 'Reverse the payment': { waitTimeout: 20, waitInterval: 1 } },
			{},
			[mailAccount],
		);
		await pay('REFUND0094', '+254700000005');
		await ask('REFUND0094', {}, patient);
		const first = await openApprovals(patient);
		await first.question(patient.approver);
		const before = sent().length;
		const answered = first.answer('Approve and refund', patient.approver);
		await waitFor('reversal', 240, () => sent().length > before || undefined);
		const second = await openApprovals(patient);
		expect(linesOf(await second.question(patient.approver))[1]).toMatch(/It was approved before/);
		env.simulator.revokeTokens();
		env.simulator.answer({ path: /oauth\/token$/, status: 503, body: '{}', times: 20 });
		await second.answer('Approve and refund', patient.approver);
		expect((await second.lastPage()).title).toBe('Not known yet');
		env.simulator.answerAsUsual();
		await answered;
		await first.lastPage();
		expect(sent()).toHaveLength(before + 1);
	});

	it('says that a reversal was not sent that Kopo Kopo rejects', async () => {
		await pay('REFUND0021');
		env.simulator.answer({ path: /reversals/, status: 400, body: '{"error_message":"Too old"}' });
		const { page, execution } = await refund('REFUND0021');
		expect(page.title).toBe('Not refunded');
		expect(textOf(page)).toContain('Kopo Kopo rejected the request');
		expect(execution.status).toBe('success');
	});

	it('refuses a payment that was not found', async () => {
		const { page, execution } = await ask('NOSUCH0001');
		expect(page.title).toBe('Not possible');
		expect(textOf(page)).toContain('No payment with receipt NOSUCH0001 was found on');
		expect(execution.output('Save the request')).toEqual([]);
	});

	it('refuses a payment that was reversed elsewhere', async () => {
		const otherDesk = await openApprovalExample(env, 'refund-desk', names, {}, {}, [mailAccount]);
		const form = await otherDesk.send(
			'Ask for a refund',
			otherDesk.asker,
			...['REFUND0001', paidOn, 'Paid twice', 'Njeri', ''],
		);
		expect(await form.lastPage()).toEqual({
			title: 'Not possible',
			lines: ['This payment cannot be refunded: its status is Reversed.'],
		});
	});

	it('says that nothing was sent if the payment cannot be looked up', async () => {
		env.simulator.answer({ path: /polling/, status: 503, body: '{}' });
		const { page, execution } = await ask('REFUND0041');
		expect(page.title).toBe('Nothing was sent');
		expect(textOf(page)).toMatch(/^The refund was not sent: .*503/);
		expect(execution.status).toBe('error');
	});

	it('shows that the data table failed, and never that a request waits, is decided, or that none waits', async () => {
		const reasonIs = (reason: string) =>
			`$('Ask for a refund').first().json.Reason === '${reason}'`;
		const pageIs = (page: string) => `$('Open the approvals').first().json.Page === '${page}'`;
		const broken = await openApprovalExample(
			env,
			'refund-desk',
			names,
			{
				'Requests for the receipt': brokenIf(reasonIs('unread'), 'Open the table', 'name'),
				'Save the request': brokenIf(reasonIs('unsaved'), 'Open the table'),
				'All requests': brokenIf(pageIs('unread'), 'Find the table', 'name'),
				'Record the decision': brokenIf('true', 'Find the table'),
			},
			{},
			[mailAccount],
		);
		const before = sent().length;
		for (const at of [2, 3, 4]) await pay(`REFUND004${at}`);
		// The first one creates the table: two at once can fail.
		const waiting = await ask('REFUND0044', {}, broken);
		expect(waiting.page.title).toBe('Waiting for approval');
		const asked = await Promise.all([
			ask('REFUND0042', { reason: 'unread' }, broken),
			ask('REFUND0043', { reason: 'unsaved' }, broken),
		]);
		const forms = await Promise.all(
			['unread', 'approvals'].map((page) =>
				broken.send('Open the approvals', broken.approver, page),
			),
		);
		await forms[1]!.question(broken.approver);
		await forms[1]!.answer('Approve and refund', broken.approver);
		const pages = asked.map(({ page }) => page);
		for (const form of forms) pages.push(await form.lastPage());
		for (const page of pages) {
			expect(page.title).toBe('Nothing was sent');
			expect(textOf(page)).toMatch(/^The refund was not sent: ./);
		}
		const alerts = asked.map(({ execution }) => execution);
		for (const form of forms) alerts.push(await form.execution());
		for (const { error } of alerts) expect(error).toMatch(/^No refund was sent\. ./);
		expect(sent()).toHaveLength(before);
	});

	it('asks a person to tell the customer if the email was not sent', async () => {
		await pay('REFUND0051');
		mailServer.down = true;
		const { page } = await refund('REFUND0051', { email: 'unknown@example.com' });
		mailServer.down = false;
		expect(page.title).toBe('Refunded');
		expect(page.lines.at(-1)).toBe('The email was not sent: tell the customer yourself.');
	});

	describe('the approval', () => {
		it('is needed: nothing is sent if it is rejected, and the clerk can ask again', async () => {
			const before = sent().length;
			await pay('REFUND0061');
			await ask('REFUND0061', { reason: '<img src=x>{{ 6 * 7 }}' });
			const again = await ask('REFUND0061');
			expect(textOf(again.page)).toBe('A refund of this receipt already waits for approval.');
			const { shown, page } = await decide('Reject');
			expect(shown).toContain('Reason: <img src=x>{{ 6 * 7 }}');
			expect(page.title).toBe('Rejected');
			expect(sent()).toHaveLength(before);
			expect((await ask('REFUND0061')).page.title).toBe('Waiting for approval');
			await decide('Reject');
			expect((await (await openApprovals()).lastPage()).title).toBe('Nothing to approve');
		});

		it('accepts only the login of the approver', async () => {
			const before = sent().length;
			expect(await desk.statusOf('Ask for a refund')).toBe(401);
			expect(await desk.statusOf('Open the approvals')).toBe(401);
			expect(await desk.statusOf('Open the approvals', desk.asker)).toBe(401);
			await pay('REFUND0071');
			await ask('REFUND0071');
			const form = await openApprovals();
			await form.question(desk.approver);
			expect(await form.answer('Approve and refund')).toBe(401);
			expect(await form.answer('Approve and refund', desk.asker)).toBe(401);
			await form.answer('something else', desk.approver);
			expect((await form.execution()).status).toBe('success');
			expect(sent()).toHaveLength(before);
			await decide('Reject');
		});

		it('sends one reversal if it is given in two tabs at the same moment, and for two requests at once', async () => {
			const before = sent().length;
			await pay('REFUND0081');
			await Promise.all([ask('REFUND0081'), ask('REFUND0081')]);
			const tabs = await Promise.all([openApprovals(), openApprovals()]);
			for (const tab of tabs) await tab.question(desk.approver);
			await Promise.all(tabs.map((tab) => tab.answer('Approve and refund', desk.approver)));
			for (const tab of tabs) await tab.lastPage();
			for (const tab of tabs) await tab.execution();
			const next = await openApprovals();
			const shown = await next.question(desk.approver);
			if (shown.includes('<select')) await next.answer('Approve and refund', desk.approver);
			await next.lastPage();
			expect(sent()).toHaveLength(before + 1);
		});
	});
});
