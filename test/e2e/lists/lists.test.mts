import type { Execution } from '../../support/host/executions.mts';
import { listOf, openPayer, type Outcome, type Payer } from '../../support/lists/payer.mts';
import { startPaymentApi, type PaymentApi } from '../../support/lists/payment-api.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import type { ListedPayment } from '../../support/workflows/pay-list.mts';

/** Long lists: every payment that goes over the wire is counted. */
let env: Environment;
let api: PaymentApi;

beforeAll(async () => {
	env = await openEnvironment();
	api = await startPaymentApi();
});

beforeEach(() => api.reset());

afterAll(async () => {
	await env.close();
	await api.close();
});

const open = async (hasKeys: boolean): Promise<Payer> => await openPayer(env, api, { hasKeys });

const report = (line: string) => process.stdout.write(`${line}\n`);

const tell = (what: string, { took }: Outcome) => report(`${what}: ${(took / 1000).toFixed(1)} s`);

/** How many payments of a list were sent, and which were sent more than once. */
function onTheWire(list: readonly ListedPayment[]) {
	const counts = new Map<string, number>();
	for (const destination of api.sent) counts.set(destination, (counts.get(destination) ?? 0) + 1);
	const orders = list.map(({ order }) => order);
	return {
		sent: orders.filter((order) => counts.has(order)).length,
		twice: orders.filter((order) => (counts.get(order) ?? 0) > 1),
	};
}

/** How many items say that their payment was sent before, that it was not, or neither. */
const alreadySent = ({ items }: Outcome) =>
	[true, false, undefined].map(
		(wanted) => items.filter((item) => item.alreadySent === wanted).length,
	);

/** Reports how long a payment with a key takes compared with one without, with so many keys stored. */
async function reportSingle(payer: Payer, stored: number): Promise<void> {
	const median = async () => {
		const times: number[] = [];
		for (let round = 0; round < 11; round += 1) times.push((await payer.pay(listOf(1))).took);
		return times.sort((one, next) => one - next)[5];
	};
	const withKey = await median();
	await payer.useKeys(false);
	report(
		`one payment, ${stored} keys stored: ${withKey} ms with a key, ${await median()} ms without`,
	);
}

/** What an error says of the items. */
function tally({ error }: Execution) {
	const words =
		/Of (\d+) items: (\d+) accepted, (\d+) rejected, (\d+) unknown, (\d+) not sent(?: by this Retry)?\./;
	const [total, accepted, rejected, unknown, notSent] =
		words
			.exec(error ?? '')
			?.slice(1)
			.map(Number) ?? [];
	return { total, accepted, rejected, unknown, notSent };
}

describe.each([1_000, 20_000])('%i payments with keys', (count) => {
	it('are sent once by the first run, and not by the second, which says so of each', async () => {
		const payer = await open(true);
		const list = listOf(count);
		const first = await payer.pay(list);
		tell(`${count} with keys`, first);
		expect(first.status).toBe(200);
		expect(onTheWire(list)).toEqual({ sent: count, twice: [] });
		expect(alreadySent(first)).toEqual([0, count, 0]);

		const second = await payer.pay(list);
		tell(`${count} with keys, again`, second);
		expect(second.status).toBe(200);
		expect(api.sent).toHaveLength(count);
		expect(alreadySent(second)).toEqual([count, 0, 0]);
		await reportSingle(payer, count);
	});
});

it('20,000 payments without keys are sent once', async () => {
	const list = listOf(20_000);
	const outcome = await (await open(false)).pay(list);
	tell('20000 without keys', outcome);
	expect(outcome.status).toBe(200);
	expect(outcome.items).toHaveLength(list.length);
	expect(onTheWire(list)).toEqual({ sent: list.length, twice: [] });
});

it('a key is sent once, though 10,001 payments without keys come between', async () => {
	const payer = await open(true);
	const [one] = listOf(1) as [ListedPayment];
	const others = listOf(10_001);
	expect(alreadySent(await payer.pay([one]))).toEqual([0, 1, 0]);
	await payer.useKeys(false);
	const between = await payer.pay(others);
	tell('10001 without keys', between);
	expect(between.status).toBe(200);
	await payer.useKeys(true);
	expect(alreadySent(await payer.pay([one]))).toEqual([1, 0, 0]);
	expect(onTheWire([one])).toEqual({ sent: 1, twice: [] });
	expect(onTheWire(others)).toEqual({ sent: others.length, twice: [] });
});

describe('n8n is killed in the middle of a list', () => {
	it('of 12,000 payments without keys', async () => {
		const [count, killedAfter] = [12_000, 4_519];
		const payer = await open(false);
		const list = listOf(count);
		const crashed = await payer.payAndKill(list, killedAfter);
		expect(crashed.status).toBe('crashed');
		const before = onTheWire(list).sent;

		const retried = await payer.retry(crashed);
		report(`${count} without keys, ${before} before n8n was killed, Retry: ${retried.error}`);
		const { sent, twice } = onTheWire(list);
		const { total, accepted, rejected, unknown, notSent } = tally(retried);
		expect(twice).toEqual([]);
		expect(retried.error).toMatch(
			/^Item 1 of \d+: n8n stopped while it was sending this payment in an earlier attempt of this execution\./,
		);
		expect({ total, rejected, notSent }).toEqual({ total: count, rejected: 0, notSent: 0 });
		expect(accepted).toBe(sent - before);
		// What was sent before, and what is not known: less than a block of 500.
		expect(accepted! + unknown!).toBe(count);
		expect(unknown).toBeGreaterThanOrEqual(before);
		expect(unknown).toBeLessThan(before + 500);

		await payer.retry(crashed);
		expect(onTheWire(list)).toEqual({ sent, twice: [] });
	});

	it.each([
		[400, 110],
		[3_000, 1_800],
	])('of %i payments with keys, after %i', async (count, killedAfter) => {
		const payer = await open(true);
		const list = listOf(count);
		const crashed = await payer.payAndKill(list, killedAfter);
		expect(crashed.status).toBe('crashed');
		const before = onTheWire(list).sent;

		const retried = await payer.retry(crashed);
		report(`${count} with keys, ${before} before n8n was killed, Retry: ${retried.error}`);
		const after = onTheWire(list);
		const { total, accepted, unknown, notSent, rejected } = tally(retried);
		expect(after.twice).toEqual([]);
		expect({ total, rejected, notSent }).toEqual({ total: count, rejected: 0, notSent: 0 });
		expect(accepted! + unknown!).toBe(count);
		expect(unknown).toBeGreaterThanOrEqual(after.sent === count ? 1 : count - after.sent);

		const again = await payer.pay(list);
		const later = await payer.newest();
		report(`${count} with keys, in a new execution: ${later.error}`);
		expect(again.status).toBe(500);
		expect(onTheWire(list)).toEqual(after);
	});
});
