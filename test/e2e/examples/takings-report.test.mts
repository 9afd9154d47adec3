import { randomUUID } from 'node:crypto';

import type { Delivery, Payment } from '../../simulator/simulator.mts';
import { startMailServer, type Mail, type MailServer } from '../../support/e2e/mail-server.mts';
import { describeExample } from '../../support/e2e/releases.mts';
import { sheetsIn } from '../../support/e2e/sheets.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { Credential, StoredWorkflow, WorkflowDraft } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

const never = { rule: { interval: [{ field: 'cronExpression', expression: '0 0 0 29 2 *' }] } };
/** Of a reversal that Kopo Kopo lists in place of its payment. */
const withoutPayment =
	'Reversed; its payment is not listed in this report: if an earlier report counted it, subtract it there';
const moment = (time: string) => Date.parse(`${time}+03:00`);

interface Variant {
	credential?: Credential;
	/** Texts to replace. */
	changes?: Record<string, string>;
}

interface Report {
	mail: Mail;
	execution: Execution;
	takings: Json[];
	settlements: Json[];
	exceptions: Json[];
}

describeExample('takings-report')('the report of the takings', () => {
	let env: Environment;
	/** A Kopo Kopo that fails, without the payments of the other one. */
	let failing: Environment;
	let mail: MailServer;
	let smtp: Credential;
	let opened: StoredWorkflow;
	let evening: Report;
	let month: Promise<Report>;

	/** The workflow at a fixed time, with its report sent to one address. */
	const workflowAt = async (
		now: string,
		emailTo: string,
		{ credential, changes = {} }: Variant = {},
	): Promise<WorkflowDraft> => {
		const draft = await example('takings-report', [credential ?? env.credential, smtp], {
			'Every evening': never,
			'Every month': never,
			// So that copies reach the workflow, as they do across a restart.
			'Settlement arrives': {
				events: ['settlement_transfer_completed'],
				options: { skipDuplicates: false },
			},
			'List the payments': { waitInterval: 1, waitTimeout: 10 },
			'Wait a moment': { amount: 0.1, unit: 'seconds' },
		});
		const replaced = {
			$today: `DateTime.fromISO('${now.slice(0, 10)}')`,
			$now: `DateTime.fromISO('${now}')`,
			'owner@example.com': emailTo,
			'"waitBetweenTries":5000': '"waitBetweenTries":1',
			...changes,
		};
		draft.nodes.find(({ name }) => name === 'Settlement arrives')!.webhookId = randomUUID();
		const text = Object.entries(replaced).reduce(
			(before, [from, to]) => before.replaceAll(from, to),
			JSON.stringify(draft),
		);
		return JSON.parse(text) as WorkflowDraft;
	};

	/** The execution that a trigger starts, without those that it starts for its days. */
	const runFrom = async (workflow: StoredWorkflow, trigger: string): Promise<Execution> => {
		const before = new Set((await env.rest.executions(workflow)).map(({ id }) => id));
		await env.rest.run(workflow, trigger);
		const first = await waitFor('new execution', 240, async () => {
			const ids = (await env.rest.executions(workflow)).map(({ id }) => id);
			const started = ids.filter((id) => !before.has(id)).map(Number);
			return started.length > 0 ? String(Math.min(...started)) : undefined;
		});
		return env.execution(workflow, first);
	};

	const mailsTo = (address: string) => mail.mails.filter(({ to }) => to === address);

	const rowsIn = ({ attachments = [] }: Mail, file: string): Json[] => {
		const { content } = attachments.find(({ name }) => name.startsWith(file))!;
		const [sheet] = sheetsIn(env.host, content);
		expect(sheet!.name.toLowerCase()).toBe(file);
		return sheet!.rows;
	};

	const read = (found: Mail, execution: Execution): Report => ({
		mail: found,
		execution,
		takings: rowsIn(found, 'takings'),
		settlements: rowsIn(found, 'settlements'),
		exceptions: rowsIn(found, 'exceptions'),
	});

	let reports = 0;

	const reportAt = async (
		now: string,
		trigger = 'Every evening',
		variant: Variant = {},
	): Promise<Report> => {
		reports += 1;
		const address = `owner-${reports}@example.com`;
		const workflow = await env.store(await workflowAt(now, address, variant));
		const execution = await runFrom(workflow, trigger);
		const mails = mailsTo(address);
		expect(mails.map(({ to }) => to)).toEqual([address]);
		return read(mails[0]!, execution);
	};

	const pay = (time: string, amount: number, reference: string, changes: Partial<Payment> = {}) =>
		env.simulator.payTill({
			tillNumber: 'K123456',
			amount,
			reference,
			originatedAt: moment(time),
			phoneNumber: `+2547${reference.slice(-3)}00000`,
			...changes,
		});

	const settle = (time: string, amount: number) =>
		env.simulator.payTill({
			event: 'settlement_transfer_completed',
			tillNumber: '',
			amount,
			originatedAt: moment(time),
		});

	const settlementRows = async () => {
		const table = await env.rest.findDataTable('Kopo Kopo settlements');
		return env.rest.rowsOf(table);
	};

	beforeAll(async () => {
		env = await openEnvironment({ resultDelay: 20, retryDelays: [], payerNumbers: '0722***000' });
		failing = await openEnvironment({ resultDelay: 20 });
		mail = await startMailServer();
		smtp = await env.rest.createCredential(mail.credential);
		opened = await env.open(await workflowAt('2026-03-15T21:00:00', 'unused@example.com'));

		await pay('2026-03-01T00:00:00', 1.1, 'MONTH00101');
		await pay('2026-03-31T23:59:59', 2.2, 'MONTH00102');
		await pay('2026-02-28T23:59:59', 5000, 'OTHER00103');
		await pay('2026-04-01T00:00:01', 6000, 'OTHER00104');

		await pay('2026-03-14T09:10:00', 0.1, 'SATUR00201');
		await pay('2026-03-14T09:50:00', 0.2, 'SATUR00202');
		await pay('2026-03-14T09:59:59', 1000, 'SATUR00203', {
			tillNumber: '654321',
			event: 'b2b_transaction_received',
		});
		await pay('2026-03-14T10:00:00', 50, 'SATUR00204');
		await pay('2026-03-14T10:00:00', 50, 'SATUR00204', { event: 'buygoods_transaction_reversed' });
		await pay('2026-03-14T22:30:00', 75, 'SATUR00205');

		await pay('2026-03-15T00:00:00', 10, 'SUNDA00301');
		await pay('2026-03-15T08:00:00', 500, 'SUNDA00302');
		await pay('2026-03-15T08:04:00', 500, 'SUNDA10302');
		await pay('2026-03-15T12:00:00', 25_000, 'SUNDA00303', { tillNumber: '654321' });
		await pay('2026-03-15T21:00:01', 999, 'SUNDA00304');

		const [first] = (await settle('2026-03-14T17:00:00', 24_452.5)) as [Delivery];
		await settle('2026-03-02T17:00:00', 100);
		await settle('2026-02-27T17:00:00', 7);
		await waitFor(
			'three settlements',
			240,
			async () => (await settlementRows()).length >= 3 || undefined,
		);
		await env.next(opened, () => env.simulator.resend(first.id));

		month = reportAt('2026-04-01T07:00:00', 'Every month');
		month.catch(() => undefined);
		evening = await reportAt('2026-03-15T21:00:00');
	});

	afterAll(async () => {
		await env.close();
		await failing.close();
		await mail.close();
	});

	const row = (of: string, place: Json, payments: number, received: number, reversed = 0) => ({
		'Total of': of,
		...place,
		Payments: payments,
		Received: received,
		Reversals: reversed > 0 ? 1 : 0,
		Reversed: reversed,
		Takings: Math.round((received - reversed) * 100) / 100,
	});

	it('keeps each settlement once', async () => {
		expect(await settlementRows()).toHaveLength(3);
	});

	it('reports today until now and all of yesterday, per till and hour', () => {
		const { mail: sent, takings, settlements, execution } = evening;
		expect(execution.status).toBe('success');
		expect(sent).toMatchObject({
			from: 'shop@example.com',
			subject: 'Takings of 15 March 2026: KES 26,010.00',
			text: [
				'Sunday, 15 March 2026, until 21:00: KES 26,010.00 (4 payments)',
				'- Till 123456: KES 1,010.00',
				'- Till 654321: KES 25,000.00',
				'',
				'Saturday, 14 March 2026: KES 1,075.30 (5 payments, KES 50.00 reversed)',
				'- Till 123456: KES 75.30',
				'- Till 654321: KES 1,000.00',
				'',
				'Settlements: KES 24,452.50 (1 settlement)',
				'Exceptions: 5',
			].join('\n'),
		});
		expect(sent.attachments!.map(({ name }) => name)).toEqual([
			'takings-2026-03-15.xlsx',
			'settlements-2026-03-15.xlsx',
			'exceptions-2026-03-15.xlsx',
		]);
		const [saturday, sunday] = ['2026-03-14', '2026-03-15'];
		const [one, other] = ['123456', '654321'];
		const hour = (day: string, till: string, at: string) => ({ Day: day, Till: till, Hour: at });
		expect(takings.map(withoutEmpty)).toEqual([
			row('Day', { Day: saturday }, 5, 1125.3, 50),
			row('Day', { Day: sunday }, 4, 26_010),
			row('Day and till', { Day: saturday, Till: one }, 4, 125.3, 50),
			row('Day and till', { Day: saturday, Till: other }, 1, 1000),
			row('Day and till', { Day: sunday, Till: one }, 3, 1010),
			row('Day and till', { Day: sunday, Till: other }, 1, 25_000),
			row('Hour', hour(saturday, one, '09:00'), 2, 0.3),
			row('Hour', hour(saturday, one, '10:00'), 1, 50, 50),
			row('Hour', hour(saturday, one, '22:00'), 1, 75),
			row('Hour', hour(saturday, other, '09:00'), 1, 1000),
			row('Hour', hour(sunday, one, '00:00'), 1, 10),
			row('Hour', hour(sunday, one, '08:00'), 2, 1000),
			row('Hour', hour(sunday, other, '12:00'), 1, 25_000),
		]);
		expect(settlements).toEqual([
			{
				Time: '2026-03-14 17:00:00',
				Amount: 24_452.5,
				Currency: 'KES',
				Status: 'Transferred',
				To: 'Test Account',
				Settlement: expect.any(String),
			},
		]);
	});

	const withoutEmpty = (json: Json) =>
		Object.fromEntries(Object.entries(json).filter(([, value]) => value !== ''));

	it('lists what a person should look at', () => {
		const { exceptions } = evening;
		const listed = exceptions.map(({ Receipt, Exception, Counted }) => [
			Receipt,
			Exception,
			Counted,
		]);
		expect(listed.sort()).toEqual([
			['SATUR00204', withoutPayment, 'yes'],
			['SATUR00205', 'Outside your hours', 'yes'],
			['SUNDA00301', 'Outside your hours', 'yes'],
			['SUNDA00303', 'KES 20,000 or more', 'yes'],
			['SUNDA10302', 'Paid twice? Same payer and amount as SUNDA00302', 'yes'],
		]);
		expect(exceptions.find(({ Receipt }) => Receipt === 'SATUR00204')).toEqual({
			Exception: withoutPayment,
			Day: '2026-03-14',
			Time: '10:00:00',
			Till: '123456',
			Receipt: 'SATUR00204',
			Amount: 50,
			Payer: 'Jane Doe',
			Status: 'Reversed',
			Counted: 'yes',
		});
	});

	it('reports 0 for a day without payments', async () => {
		const { mail: sent, takings, settlements, exceptions } = await reportAt('2026-02-03T21:00:00');
		expect(sent.subject).toBe('Takings of 3 February 2026: KES 0.00');
		expect(takings.map(withoutEmpty)).toEqual([
			row('Day', { Day: '2026-02-02' }, 0, 0),
			row('Day', { Day: '2026-02-03' }, 0, 0),
		]);
		expect([settlements, exceptions]).toEqual([[{ Time: 'None' }], [{ Exception: 'None' }]]);
	});

	const list = (status: string, transactions: Json[] = [], errors: string[] = []) =>
		JSON.stringify({
			data: { id: 'a', type: 'polling', attributes: { status, transactions, errors } },
		});

	const entry = (id: string, changes: Json) => ({
		type: 'Buygoods Transaction',
		resource: {
			id,
			amount: '100.0',
			status: 'Received',
			system: 'Lipa Na M-PESA',
			currency: 'KES',
			reference: `RECEIPT${id}`,
			till_number: 'K123456',
			origination_time: '2026-02-03T12:00:00+03:00',
			...changes,
		},
	});

	const reportFailing = (changes?: Record<string, string>) =>
		reportAt('2026-02-03T21:00:00', 'Every evening', { credential: failing.credential, changes });

	it('requests the lists again if one failed, and counts a payment once that both days list', async () => {
		const transactions = [entry('1', {}), entry('1', {}), entry('2', { amount: '7.0' })];
		const reversed = entry('3', { reference: 'RECEIPT2', status: 'Reversed', amount: '7.0' });
		const body = list('Success', [...transactions, reversed]);
		const check = { method: 'GET', path: /\/polling\// };
		failing.simulator.answer({ ...check, body: list('Failed', [], ['Try again']) });
		failing.simulator.answer({ ...check, body, times: 3 });
		const before = failing.sent('v1/polling').length;
		const { mail: sent, takings } = await reportFailing();
		expect(failing.sent('v1/polling')).toHaveLength(before + 4);
		expect(sent.subject).toBe('Takings of 3 February 2026: KES 100.00');
		expect(takings.map(withoutEmpty)).toContainEqual(row('Day', { Day: '2026-02-03' }, 2, 107, 7));
	});

	it('is marked as incomplete, and fails, if a day has no list', async () => {
		failing.simulator.answer({ method: 'POST', path: /\/polling/, status: 503 });
		const once = { '$runIndex >= 2': '$runIndex >= 0' };
		const report = await reportFailing(once);
		const days = ['2026-02-02', '2026-02-03'];
		const missing = days.find((day) => report.mail.text.includes(`missing: ${day}`))!;
		const warning = `INCOMPLETE: these days are missing: ${missing}. Do not use these totals for your books.`;
		expect(report.mail.subject).toBe('INCOMPLETE: takings of 3 February 2026, 1 day missing');
		expect(report.mail.text.split('\n').slice(0, 2)).toEqual([
			warning,
			expect.stringMatching(`^${missing}: .*503`),
		]);
		expect(report.mail.attachments![0]!.name).toBe('takings-2026-02-03-INCOMPLETE.xlsx');
		expect(report.takings[0]).toEqual({ 'Total of': warning });
		expect(report.takings).toContainEqual({ 'Total of': 'Day', Day: missing, Takings: 'missing' });
		expect(report.exceptions[0]).toMatchObject({ Exception: 'The day is missing', Day: missing });
		expect(report.execution.status).toBe('error');
		expect(report.execution.error).toContain('it is incomplete: 1 day missing');
	});

	it('is marked as incomplete if n8n cannot add up the days or read the settlements', async () => {
		const { mail: sent, settlements } = await reportFailing({
			'lists.length !== days.length': 'true',
			// A table that cannot be created.
			'Kopo Kopo settlements': 'Broken table',
			'"name":"destination"': '"name":"not a name!"',
		});
		expect(sent.subject).toBe(
			'INCOMPLETE: takings of 3 February 2026, 2 days missing, settlements missing',
		);
		expect(sent.text).toContain('2026-02-02: 2 days have 2 lists.');
		expect(sent.text).toContain('Settlements: missing, because n8n could not read them (');
		expect(settlements).toEqual([{ Time: 'Missing' }]);
	});

	it('fails if the email cannot be sent, and a retry sends the same report', async () => {
		const workflow = await env.store(await workflowAt('2026-03-15T21:00:00', 'late@example.com'));
		// Its email needs the mail server.
		await month;
		mail.down = true;
		const execution = await runFrom(workflow, 'Every evening');
		mail.down = false;
		expect(execution.error).toContain('Closed for maintenance');
		const before = env.sent('v1/polling').length;
		await env.rest.retry(execution.id);
		await waitFor('mail', 240, () => mailsTo('late@example.com')[0]);
		expect(mailsTo('late@example.com')[0]!.subject).toBe('Takings of 15 March 2026: KES 26,010.00');
		expect(env.sent('v1/polling')).toHaveLength(before);
	});

	it('runs on its schedule, with the days of Kenya', async () => {
		const address = 'scheduled@example.com';
		const draft = await workflowAt('2026-03-15T21:00:00', address, {
			credential: failing.credential,
		});
		const asItIs = await example('takings-report', [failing.credential, smtp]);
		const nodes = draft.nodes.map((node) => {
			if (node.name === 'Every evening') {
				const rule = { interval: [{ field: 'seconds', secondsInterval: 5 }] };
				return { ...node, parameters: { rule } };
			}
			// Those that read the time.
			const isTimed = ['Days to report', 'Kept settlements'].includes(node.name);
			return isTimed ? asItIs.nodes.find(({ name }) => name === node.name)! : node;
		});
		const before = failing.sent('v1/polling').length;
		const workflow = await env.open({ ...draft, nodes });
		const sent = await waitFor('report', 240, () => mailsTo(address)[0]);
		await env.rest.deactivate(workflow);
		expect(sent.subject).toMatch(/^Takings of \d+ \w+ \d{4}: KES 0\.00$/);
		const starts = failing
			.sent('v1/polling')
			.slice(before)
			.map(({ from_time: from }) => String(from));
		expect(starts.length).toBeGreaterThan(0);
		for (const start of starts) expect(start).toMatch(/T00:00:00(\.000)?\+03:00$/);
	});

	it('reports the month before, day by day', async () => {
		const { mail: sent, takings, settlements, exceptions, execution } = await month;
		expect(execution.status).toBe('success');
		expect(sent.subject).toBe('Takings of March 2026: KES 28,087.60');
		expect(sent.text.split('\n').slice(0, 3)).toEqual([
			'March 2026: KES 28,087.60 (12 payments, KES 50.00 reversed)',
			'- Till 123456: KES 2,087.60',
			'- Till 654321: KES 26,000.00',
		]);
		expect(takings.slice(0, 3).map(withoutEmpty)).toEqual([
			row('Month', {}, 12, 28_137.6, 50),
			row('Till', { Till: '123456' }, 10, 2137.6, 50),
			row('Till', { Till: '654321' }, 2, 26_000),
		]);
		const days = takings.filter((one) => one['Total of'] === 'Day');
		expect(days).toHaveLength(31);
		expect(days.filter(({ Takings }) => Takings !== 0).map(({ Day }) => Day)).toEqual([
			'2026-03-01',
			'2026-03-14',
			'2026-03-15',
			'2026-03-31',
		]);
		expect(settlements.map(({ Amount }) => Amount).sort()).toEqual([100, 24_452.5]);
		expect(exceptions).toHaveLength(7);
	});
});
