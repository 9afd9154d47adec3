import { startMailServer, type MailServer } from '../../support/e2e/mail-server.mts';
import { describeExample } from '../../support/e2e/releases.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { DataTable, StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

const remind = 'Every morning at eight';
const check = 'Every half hour';
const list = 'Every morning at nine';

const declines = '0700000002';
const email = 'jane@example.com';

interface Invoice {
	reference: string;
	kind?: string;
	name?: string;
	phone?: string;
	email?: string;
	amount?: number;
	due?: string | null;
	how?: string;
	status?: string;
	reminders?: number;
	remindedOn?: string;
}

const inKenya = (time: number) =>
	new Date(time).toLocaleDateString('sv', { timeZone: 'Africa/Nairobi' });
const day = 86_400_000;
const yesterday = inKenya(Date.now() - day);

describeExample('invoices-and-reminders')('the example that sends invoices and reminders', () => {
	let env: Environment;
	let mail: MailServer;
	let workflow: StoredWorkflow;
	let table: DataTable;

	beforeAll(async () => {
		mail = await startMailServer();
		env = await openEnvironment({ resultDelay: 1 });
		const smtp = await env.rest.createCredential(mail.credential);
		const draft = await example('invoices-and-reminders', [env.credential, smtp]);
		const text = JSON.stringify(draft)
			.replace('"waitBetweenTries":5000', '"waitBetweenTries":1')
			// What a user enters in Your settings.
			.replace('07XXXXXXXX', '0700000001');
		workflow = await env.store(JSON.parse(text) as typeof draft);
		await run('Add sample invoices');
		table = await env.rest.findDataTable('Kopo Kopo invoices');
		await closeAll();
	});

	afterEach(async () => {
		env.simulator.byHand = false;
		env.simulator.answerAsUsual();
		mail.down = false;
		await closeAll();
	});

	afterAll(async () => {
		await env.close();
		await mail.close();
	});

	const run = async (trigger: string): Promise<Execution> => {
		const execution = await env.next(workflow, () => env.rest.run(workflow, trigger));
		expect([execution.status, execution.error]).toEqual(['success', null]);
		return execution;
	};
	const set = (change: string, where = '1 = 1') =>
		env.database.rows(`UPDATE data_table_user_${table.id} SET ${change} WHERE ${where}`);
	/** Also leaves each phone without a prompt today. */
	const closeAll = () => set("status = 'closed', location = NULL, remindedOn = NULL");
	const nextDay = () => set(`remindedOn = '${yesterday}'`, "remindedOn <> ''");

	/** Adds an invoice that is due, as an owner would. */
	const place = (...invoices: Invoice[]) =>
		env.rest.addRows(
			table,
			invoices.map((invoice) => ({
				kind: 'Rent',
				name: 'Jane Wanjiru',
				amount: 100,
				due: `${yesterday}T00:00:00.000Z`,
				...invoice,
			})),
		);
	const rowOf = async (reference: string) => {
		const rows = await env.rest.rowsOf(table);
		return rows.find((row) => row.reference === reference)!;
	};

	const promptsFor = (reference: string) =>
		env
			.sent('v1/incoming_payments')
			.filter(({ metadata }) => (metadata as Json | null)?.invoice === reference);
	const acceptedFor = (reference: string) =>
		env.simulator
			.resources()
			.filter(({ attributes }) => (attributes.metadata as Json | null)?.invoice === reference);
	const linksFor = (reference: string) =>
		env.sent('v2/payment_links').filter((link) => link.payment_reference === reference);
	const mailsAbout = (reference: string) =>
		mail.mails.filter(({ subject }) => subject.endsWith(`for ${reference}`));
	const idIn = ({ location }: Json) => String(location).split('/').at(-1)!;
	const keysIn = (execution: Execution) =>
		execution.output('Ask for the payment').map(({ idempotencyKey }) => idempotencyKey);

	/** What Kopo Kopo returns about a prompt, changed. */
	const answerAbout = async (reference: string, changed: (body: string) => string) => {
		const id = idIn(await rowOf(reference));
		const body = changed(JSON.stringify(env.simulator.document(id)));
		env.simulator.answer({ method: 'GET', path: new RegExp(id), status: 200, body });
	};

	describe.each([
		['Rent', 'RENT-A4', 10, 'RENT-B2', 15],
		['School fees', 'FEES-ACHIENG', 20, 'FEES-KIPTOO', 25],
		['Chama', 'CHAMA-MARY', 30, 'CHAMA-OTIENO', 35],
	])('with the data set %s', (kind, byPrompt, promptAmount, byLink, linkAmount) => {
		const month = inKenya(Date.now()).slice(0, 7);
		const prompted = `${byPrompt}-${month}`;
		const linked = `${byLink}-${month}`;

		it('requests each invoice by prompt or link, and marks what is paid', async () => {
			const before = (await env.rest.rowsOf(table)).length;
			await run('Add sample invoices');
			expect(await env.rest.rowsOf(table)).toHaveLength(before);
			await set('status = NULL', `kind = '${kind}' AND reference LIKE '%-${month}'`);

			await run(remind);
			expect(promptsFor(prompted)).toMatchObject([
				{ till_number: 'K000000', amount: { currency: 'KES', value: promptAmount } },
			]);
			expect(linksFor(linked)).toMatchObject([{ till_number: 'K000000', amount: linkAmount }]);
			expect(mailsAbout(linked)).toMatchObject([
				{
					from: 'you@example.com',
					to: 'you@example.com',
					subject: `KES ${linkAmount} for ${linked}`,
					text: expect.stringContaining('Pay with M-PESA: http'),
				},
			]);
			expect((await run(list)).output('Write the list')).toMatchObject([
				{ subject: `Who still owes: KES ${promptAmount + linkAmount}, 2 invoices` },
			]);

			await env.simulator.payLink(idIn(await rowOf(linked)), {
				reference: `LINK${linkAmount}AAAA`,
			});
			const checked = await run(check);
			expect(checked.output('Thank the customer')).toHaveLength(2);
			expect(await rowOf(prompted)).toMatchObject({
				status: 'paid',
				paid: promptAmount,
				receipts: expect.stringMatching(/^\w{10}$/),
				reminders: 1,
				location: '',
			});
			expect(await rowOf(linked)).toMatchObject({
				status: 'paid',
				paid: linkAmount,
				receipts: `LINK${linkAmount}AAAA`,
			});

			await nextDay();
			await run(remind);
			expect([promptsFor(prompted), linksFor(linked), mailsAbout(linked)]).toMatchObject([
				[{}],
				[{}],
				[{}],
			]);
			expect((await run(list)).output('Write the list')).toEqual([]);
		});
	});

	it('sends another reminder on the next day, with another key, if the customer declines', async () => {
		await place({ reference: 'DECLINED-1', phone: declines });
		expect(keysIn(await run(remind))).toEqual(['DECLINED-1 reminder 1']);
		await run(check);
		expect(await rowOf('DECLINED-1')).toMatchObject({
			status: 'open',
			reason: 'The customer cancelled the prompt.',
			location: '',
		});
		await run(remind);
		expect(promptsFor('DECLINED-1')).toHaveLength(1);

		await nextDay();
		expect(keysIn(await run(remind))).toEqual(['DECLINED-1 reminder 2']);
		expect(promptsFor('DECLINED-1')).toHaveLength(2);
		expect(await rowOf('DECLINED-1')).toMatchObject({ status: 'requested', reminders: 2 });
	});

	it('stops after seven reminders', async () => {
		await place(
			{ reference: 'LAST-1', phone: '0700000001', reminders: 6, remindedOn: yesterday },
			{ reference: 'LAST-2', phone: '0700000099', reminders: 7, remindedOn: yesterday },
		);
		await run(remind);
		expect([promptsFor('LAST-1').length, promptsFor('LAST-2').length]).toEqual([1, 0]);
	});

	it('reminds each customer once if four executions run at the same moment', async () => {
		await place(
			{ reference: 'TWICE-1', phone: '0700000001' },
			{ reference: 'TWICE-2', email, how: 'link' },
		);
		const before = (await env.rest.executions(workflow)).length;
		await Promise.all([1, 2, 3, 4].map(() => env.rest.run(workflow, remind)));
		const executions = await env.executions(workflow, before + 4);
		expect(executions.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill('success'));
		expect(promptsFor('TWICE-1')).toHaveLength(1);
		expect([linksFor('TWICE-2'), mailsAbout('TWICE-2')]).toMatchObject([[{}], [{}]]);
		expect(await rowOf('TWICE-1')).toMatchObject({ status: 'requested', reminders: 1 });
	});

	it('counts a payment once if four executions check at the same moment', async () => {
		await place({ reference: 'TWICE-3', phone: '0700000001' });
		await run(remind);
		const before = (await env.rest.executions(workflow)).length;
		await Promise.all([1, 2, 3, 4].map(() => env.rest.run(workflow, check)));
		const executions = (await env.executions(workflow, before + 4)).slice(0, 4);
		expect(executions.flatMap((each) => each.output('Thank the customer'))).toHaveLength(1);
		expect(await rowOf('TWICE-3')).toMatchObject({ status: 'paid', paid: 100 });
	});

	it('emails the same link again, and a new one only after it has expired', async () => {
		await place({ reference: 'LINK-1', email });
		await run(remind);
		const first = await rowOf('LINK-1');
		await nextDay();
		await run(remind);
		const [one, two] = mailsAbout('LINK-1');
		expect(linksFor('LINK-1')).toHaveLength(1);
		expect([one!.subject, two!.subject]).toEqual([
			'KES 100 for LINK-1',
			'Reminder: KES 100 for LINK-1',
		]);
		expect(two!.text).toBe(one!.text);
		expect(await rowOf('LINK-1')).toMatchObject({ location: first.location, reminders: 2 });

		await answerAbout('LINK-1', (body) => body.replace('"Active"', '"Expired"'));
		await run(check);
		expect(await rowOf('LINK-1')).toMatchObject({
			status: 'open',
			location: '',
			reason: 'The payment link is Expired. The next reminder has a new one.',
		});
		await nextDay();
		await run(remind);
		expect(linksFor('LINK-1')).toHaveLength(2);
		expect(mailsAbout('LINK-1')).toHaveLength(3);
		expect((await rowOf('LINK-1')).location).not.toBe(first.location);
	});

	it('emails no link that expires soon or was just paid', async () => {
		await place({ reference: 'LINK-2', email }, { reference: 'LINK-3', email });
		await run(remind);
		await nextDay();
		await answerAbout('LINK-2', (body) =>
			body.replace(/"expires_at":"[^"]+"/, `"expires_at":"${new Date().toISOString()}"`),
		);
		await env.simulator.payLink(idIn(await rowOf('LINK-3')));
		await run(remind);
		expect([mailsAbout('LINK-2').length, mailsAbout('LINK-3').length]).toEqual([1, 1]);
		expect(await rowOf('LINK-2')).toMatchObject({ status: 'requested', reminders: 1 });
		await run(check);
		expect(await rowOf('LINK-3')).toMatchObject({ status: 'paid' });
	});

	it('requests the rest after a payment that is too small', async () => {
		await place({ reference: 'PART-1', phone: '0700000001' });
		await run(remind);
		await answerAbout('PART-1', (body) =>
			body.replace(/"amount":"?100(\.0)?"?/, '"amount":"60.0"'),
		);
		await run(check);
		expect(await rowOf('PART-1')).toMatchObject({
			status: 'open',
			paid: 60,
			reason: 'KES 40 is still missing.',
		});
		await nextDay();
		await run(remind);
		expect(promptsFor('PART-1')).toMatchObject([{}, { amount: { value: 40 } }]);
		await run(check);
		expect(await rowOf('PART-1')).toMatchObject({
			status: 'paid',
			paid: 100,
			receipts: expect.stringMatching(/^\w{10}, \w{10}$/),
		});
	});

	it('leaves a payment that is too large, or that came twice, to a person', async () => {
		env.simulator.byHand = true;
		await place(
			{ reference: 'OVER-1', phone: '0700000031' },
			{ reference: 'OVER-2', phone: '0700000032' },
		);
		await run(remind);
		for (const reference of ['OVER-1', 'OVER-2']) {
			await env.simulator.answerPrompt(idIn(await rowOf(reference)), 'pay');
		}
		await set('amount = 90', "reference = 'OVER-1'");
		await set("status = 'paid'", "reference = 'OVER-2'");
		await run(check);
		expect(await rowOf('OVER-1')).toMatchObject({
			status: 'to check',
			reason: 'KES 10 too much was paid.',
		});
		expect(await rowOf('OVER-2')).toMatchObject({
			status: 'to check',
			reason: expect.stringMatching(
				/^Paid twice\? KES 100 \(receipt \w{10}\) came when the invoice was paid\./,
			),
		});
	});

	it('sends no second prompt while the first has no result, and counts a late one', async () => {
		env.simulator.byHand = true;
		await place({ reference: 'PENDING-1', phone: '0700000033' });
		await run(remind);
		await run(check);
		expect(await rowOf('PENDING-1')).toMatchObject({ status: 'requested', reason: '' });

		await nextDay();
		await run(remind);
		env.simulator.answer({ method: 'GET', path: /incoming_payments/, status: 503, times: 2 });
		await run(check);
		expect(await rowOf('PENDING-1')).toMatchObject({ status: 'requested', reason: '' });
		env.simulator.answerAsUsual();
		await run(check);
		await run(remind);
		expect(promptsFor('PENDING-1')).toHaveLength(1);
		expect(await rowOf('PENDING-1')).toMatchObject({
			status: 'to check',
			reason: expect.stringContaining('Look for the payment in the Kopo Kopo dashboard.'),
		});

		await env.simulator.answerPrompt(idIn(await rowOf('PENDING-1')), 'pay');
		await run(check);
		expect(await rowOf('PENDING-1')).toMatchObject({ status: 'paid', paid: 100, reason: '' });
	});

	it('requests an invoice without a result again after a person has set it to open', async () => {
		env.simulator.byHand = true;
		const [paid, asked, wrong] = ['DECIDED-1', 'DECIDED-2', 'DECIDED-3'];
		await place(
			{ reference: paid, phone: '0700000041' },
			{ reference: asked, phone: '0700000042' },
			{ reference: wrong, phone: '0700000043' },
		);
		await run(remind);
		await nextDay();
		await run(check);
		const firsts = [await rowOf(asked), await rowOf(wrong)];
		await set("status = 'open'", "reference LIKE 'DECIDED-%'");
		await run(check);
		for (const reference of [paid, asked, wrong]) {
			expect(await rowOf(reference)).toMatchObject({ status: 'open', reminders: 1 });
		}

		// The result of the first prompt still counts until another one is sent.
		await env.simulator.answerPrompt(idIn(await rowOf(paid)), 'pay');
		await run(check);
		expect(await rowOf(paid)).toMatchObject({ status: 'paid', paid: 100 });
		await set('amount = 60000', `reference = '${wrong}'`);
		expect(keysIn(await run(remind))).toEqual([`${asked} reminder 2`]);
		const again = [await rowOf(asked), await rowOf(wrong)];
		expect(again).toMatchObject([
			{ status: 'requested', reminders: 2, reason: '' },
			{ status: 'open', reminders: 1, location: firsts[1]!.location },
		]);
		expect(again[0]!.location).not.toBe(firsts[0]!.location);

		await set('amount = 100', `reference = '${wrong}'`);
		for (const row of again) await env.simulator.answerPrompt(idIn(row), 'pay');
		await run(check);
		for (const reference of [asked, wrong]) {
			expect(await rowOf(reference)).toMatchObject({ status: 'paid', paid: 100 });
		}
		const counts = [paid, asked, wrong].map((reference) => promptsFor(reference).length);
		expect(counts).toEqual([1, 2, 1]);
	});

	it('sends no second prompt if the first may have been sent, until a person decides', async () => {
		await place({ reference: 'UNKNOWN-1', phone: '0700000007' });
		await run(remind);
		expect(await rowOf('UNKNOWN-1')).toMatchObject({
			status: 'to check',
			reason: expect.stringMatching(/^A prompt may have been sent\. .*dashboard/),
		});
		await nextDay();
		await run(remind);
		expect(promptsFor('UNKNOWN-1')).toHaveLength(1);

		await set("status = 'open'", "reference = 'UNKNOWN-1'");
		expect(keysIn(await run(remind))).toEqual([undefined]);
		expect(promptsFor('UNKNOWN-1')).toHaveLength(2);
	});

	it('continues with the same key after n8n stopped, and sends each prompt once', async () => {
		const stopped = { status: 'requested', reminders: 1, remindedOn: yesterday };
		await place(
			{ reference: 'STOPPED-1', phone: '0700000001' },
			{ reference: 'STOPPED-2', phone: '0700000034', ...stopped },
		);
		await run(remind);
		// As if n8n had stopped before it stored where the prompt is.
		await set("location = ''", "reference = 'STOPPED-1'");
		await nextDay();
		const keys = keysIn(await run(remind));
		expect(keys).toContain('STOPPED-1 reminder 1');
		expect([promptsFor('STOPPED-1').length, promptsFor('STOPPED-2').length]).toEqual([1, 1]);
		await run(check);
		expect(await rowOf('STOPPED-1')).toMatchObject({ status: 'paid', reminders: 1 });
		expect(await rowOf('STOPPED-2')).toMatchObject({ status: 'paid', reminders: 1 });
	});

	it('emails no link after n8n stopped while it sent a prompt, also if how has changed', async () => {
		await place({ reference: 'STOPPED-3', phone: '0700000001', email });
		await run(remind);
		await set("location = '', how = 'link', amount = 60000", "reference = 'STOPPED-3'");
		await nextDay();
		expect(keysIn(await run(remind))).toEqual([]);
		await set('amount = 100', "reference = 'STOPPED-3'");
		expect(keysIn(await run(remind))).toEqual(['STOPPED-3 reminder 1']);
		expect([promptsFor('STOPPED-3').length, linksFor('STOPPED-3').length]).toEqual([1, 0]);
		await run(check);
		expect(await rowOf('STOPPED-3')).toMatchObject({ status: 'paid', paid: 100, reminders: 1 });
	});

	it('counts no earlier payment for an invoice that has the reference of another', async () => {
		await place({ reference: 'AGAIN-1', phone: '0700000001' });
		await run(remind);
		await run(check);
		await set(
			'status = NULL, paid = NULL, reminders = NULL, receipts = NULL, remindedOn = NULL',
			"reference = 'AGAIN-1'",
		);
		await run(remind);
		await run(check);
		expect(promptsFor('AGAIN-1')).toHaveLength(1);
		expect(await rowOf('AGAIN-1')).toMatchObject({
			status: 'to check',
			paid: null,
			reason: expect.stringContaining('Give each invoice its own reference'),
		});
	});

	it('sends a phone that has two invoices one prompt a day', async () => {
		await place(
			{ reference: 'PHONE-1', phone: '0700 000 002' },
			{ reference: 'PHONE-2', phone: '+254700000002' },
		);
		for (const expected of ['PHONE-1 reminder 1', 'PHONE-2 reminder 1', 'PHONE-1 reminder 2']) {
			expect(keysIn(await run(remind))).toEqual([expected]);
			await run(check);
			expect(keysIn(await run(remind))).toEqual([]);
			await nextDay();
		}
	});

	it('continues with the others if a row is wrong, and says what is wrong with it', async () => {
		await place(
			{ reference: '', phone: '0700000035' },
			{ reference: 'WRONG-1', phone: 'unknown' },
			{ reference: 'WRONG-2' },
			{ reference: 'WRONG-3', phone: '0700000036', amount: 60_000 },
			{ reference: 'WRONG-4', phone: '0700000037', how: 'cash' },
			{ reference: 'WRONG-5', phone: '0700000038' },
			{ reference: 'WRONG-5', phone: '0700000038' },
			{ reference: 'RIGHT-1', phone: '0700000001' },
		);
		const before = env.sent('v1/incoming_payments').length;
		const execution = await run(remind);
		expect(env.sent('v1/incoming_payments').slice(before)).toMatchObject([
			{ metadata: { invoice: 'RIGHT-1' } },
		]);
		expect(await rowOf('WRONG-1')).toMatchObject({
			status: 'open',
			reminders: 0,
			reason: expect.stringMatching(/^No prompt was sent\. Phone Number /),
		});
		const reasons = execution
			.output('Note what was sent')
			.map(({ reference, reason }) => `${String(reference)}: ${String(reason)}`);
		expect(reasons).toEqual(
			expect.arrayContaining([
				': It has no reference.',
				'WRONG-2: It has no email address.',
				'WRONG-3: KES 60000 is more than the maximum amount in Your settings.',
				'WRONG-4: "cash" is not stk or link.',
				'WRONG-5: Reference WRONG-5 is in 2 rows.',
			]),
		);
	});

	it('tries again with the same key after Kopo Kopo could not be reached', async () => {
		await place({ reference: 'DOWN-1', phone: '0700000001' }, { reference: 'DOWN-2', email });
		env.simulator.expireTokens();
		env.simulator.revokeTokens();
		env.simulator.answer({ path: /oauth\/token/, status: 503, times: 20 });
		await run(remind);
		expect(await rowOf('DOWN-1')).toMatchObject({
			status: 'open',
			reminders: 0,
			reason: expect.stringMatching(/^No prompt was sent\. /),
		});
		expect(await rowOf('DOWN-2')).toMatchObject({
			status: 'open',
			reason: expect.stringMatching(/^No reminder was emailed\. /),
		});
		env.simulator.answerAsUsual();
		expect(keysIn(await run(remind))).toEqual(['DOWN-1 reminder 1']);
		expect(acceptedFor('DOWN-1')).toHaveLength(1);

		env.simulator.answer({
			method: 'GET',
			path: /incoming_payments|payment_links/,
			status: 503,
			times: 2,
		});
		await run(check);
		expect(await rowOf('DOWN-1')).toMatchObject({ status: 'requested' });
		await run(check);
		expect(await rowOf('DOWN-1')).toMatchObject({ status: 'paid' });
		expect(await rowOf('DOWN-2')).toMatchObject({ status: 'requested' });
	});

	it('emails the same link later if the mail server is down, and fails if the list cannot be sent', async () => {
		await place({ reference: 'MAIL-1', email }, { reference: 'MAIL-2', phone: '0700000001' });
		mail.down = true;
		await run(remind);
		expect(promptsFor('MAIL-2')).toHaveLength(1);
		expect(await rowOf('MAIL-1')).toMatchObject({
			status: 'requested',
			reminders: 0,
			reason: expect.stringMatching(/^No reminder was emailed\. .*Closed for maintenance/),
		});
		const failed = await env.next(workflow, () => env.rest.run(workflow, list));
		expect([failed.status, failed.error]).toEqual([
			'error',
			expect.stringContaining('Closed for maintenance'),
		]);

		mail.down = false;
		await run(remind);
		expect(linksFor('MAIL-1')).toHaveLength(1);
		expect(mailsAbout('MAIL-1')).toMatchObject([{ subject: 'KES 100 for MAIL-1' }]);
		expect(await rowOf('MAIL-1')).toMatchObject({ reminders: 1, reason: '' });
	});

	it('lists an invoice that has no due date, and says why it is not requested', async () => {
		await place({ reference: 'DATELESS-1', phone: '0700000045', amount: 700, due: null });
		await run(remind);
		expect(promptsFor('DATELESS-1')).toEqual([]);
		const [written] = (await run(list)).output('Write the list');
		expect(written).toMatchObject({ subject: 'Who still owes: KES 700, 1 invoice' });
		expect(written!.html).toMatch(/DATELESS-1.*no date.*KES 700.*It has no due date\./);
	});

	it('emails the list of who owes, by kind, with what a person has to check', async () => {
		const tomorrow = `${inKenya(Date.now() + 2 * day)}T00:00:00.000Z`;
		await place(
			{ reference: 'LIST-1', name: 'Ali <Hassan>', amount: 18_000 },
			{ reference: 'LIST-2', kind: 'Chama', amount: 500, reminders: 7 },
			{ reference: 'LIST-3', kind: 'Chama', amount: 1_000.5 },
			{ reference: 'LIST-4', kind: 'School fees', status: 'to check' },
			{ reference: 'LIST-5', kind: 'School fees', due: tomorrow },
			{ reference: 'LIST-6', kind: 'School fees', status: 'paid' },
		);
		const before = mail.mails.length;
		await run(list);
		const [sent] = await waitFor('list by email', 240, () => {
			const since = mail.mails.slice(before);
			return since.length > 0 ? since : undefined;
		});
		expect(sent).toMatchObject({
			from: 'you@example.com',
			to: 'you@example.com',
			subject: 'Who still owes: KES 19,500.5, 3 invoices; 1 to check',
		});
		const inOrder = [
			'To check: 1 invoice',
			'LIST-4',
			'Chama: KES 1,500.5 from 2 invoices',
			'No more reminders are sent.',
			'LIST-3',
			'Rent: KES 18,000 from 1 invoice',
			'Ali <Hassan>',
		];
		const places = inOrder.map((part) => sent!.text.toLowerCase().indexOf(part.toLowerCase()));
		expect(places).not.toContain(-1);
		expect(places).toEqual([...places].sort((one, other) => one - other));
		expect(sent!.text).not.toMatch(/LIST-5|LIST-6/);
	});
});
