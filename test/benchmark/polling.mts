import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { maskOf } from '../../nodes/KopoKopo/api/mask.ts';
import { advance } from '../../nodes/KopoKopo/polling-trigger/advance.ts';
import { cursorAt } from '../../nodes/KopoKopo/polling-trigger/cursor.ts';
import { findNew } from '../../nodes/KopoKopo/polling-trigger/find-new.ts';
import { itemsOf, type Poll } from '../../nodes/KopoKopo/polling-trigger/prepare-poll.ts';
import { readCursor } from '../../nodes/KopoKopo/polling-trigger/read-cursor.ts';
import { buygoodsFields, transactionOf } from '../simulator/payments.mts';
import * as format from './format.mts';
import { atMost, type Findings, type Section } from './section.mts';
import { median } from './statistics.mts';

const day = 24 * 60 * 60;

const perDay = [5_000, 10_000, 20_000, 40_000];

const lateHours = 72;

const lookBack = 10 * 60;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What a poll has cost, in milliseconds of CPU time. */
interface Cost {
	cpu: number;
	/** The longest time in which nothing else of the process could run. */
	pause: number;
	/** Bytes of the heap, at most, over what it had before. */
	memory: number;
}

interface Measured {
	perDay: number;
	days: number;
	/** Bytes of the cursor as JSON. */
	size: number;
	/** Milliseconds in which Node parses a day's list, which n8n does before the node gets it. */
	parse: number;
	/** Polls in which all payments are new. */
	all: Cost[];
	ordinary: Cost[];
	late: Cost[];
}

/** The days' payments, each at its time. */
const paymentsOf = (
	count: number,
	start: number,
	end: number,
): Array<{ at: number; entry: object }> =>
	Array.from({ length: count }, (_, index) => {
		const at = start + Math.floor(((end - start) * index) / count);
		const payment = transactionOf({ tillNumber: 'K000000', amount: 100 }, at * 1000);
		return { at, entry: { type: 'Buygoods Transaction', resource: buygoodsFields(payment) } };
	});

/** Milliseconds that this process has computed: unlike the time, it does not depend on what else the machine does. */
function cpuTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
	const begun = cpuTime();
	await run();
	const cpu = cpuTime() - begun;
	collectGarbage();
	const heap = () => process.memoryUsage().heapUsed;
	const before = heap();
	let [pause, memory] = [0, 0];
	let isRunning = true;
	let last = cpuTime();
	const running = run().finally(() => {
		isRunning = false;
	});
	while (isRunning) {
		await setImmediate();
		const now = cpuTime();
		pause = Math.max(pause, now - last);
		memory = Math.max(memory, heap() - before);
		last = cpuTime();
	}
	await running;
	return { cpu, pause, memory };
}

/** Polls of a node that has found this many payments a day, for some days. */
async function measure(count: number, days: number, rounds: number): Promise<Measured> {
	const now = Math.floor(Date.now() / 1000);
	const start = now - days * day;
	const payments = paymentsOf(count * days, start, now);
	// As long as Kopo Kopo's own: shorter texts take longer to look for.
	const secrets = ['client secret', 'API key', 'access token'].map((text) => text.padEnd(43, '.'));
	const bodies = new Map<string, string>();
	/** As n8n and the node get it: n8n parses the body, and the node masks its own secrets in it. */
	const list = ({ from, to }: { from: number; to: number }) => {
		const listed = payments.filter(({ at }) => at >= from && at <= to);
		const key = `${listed[0]?.at} ${listed.length}`;
		const body = bodies.get(key) ?? JSON.stringify(listed.map(({ entry }) => entry));
		bodies.set(key, body);
		return maskOf(secrets)(JSON.parse(body) as unknown[]);
	};
	const search = { events: ['received' as const], lookBack, late: lateHours * 3600 };
	const pollOnce = async (stored: string) => {
		const cursor = readCursor(JSON.parse(stored))!;
		const request = async (period: { from: number; to: number }) => {
			// Responses come over the network.
			await setImmediate();
			return { entries: list(period) };
		};
		const found = await findNew(cursor, search, request, () => true);
		await itemsOf({ parameters: {} } as Poll, found.fresh);
		const { next } = advance(cursor, found, search, { process: '', pending: [] });
		return next;
	};
	/** As many polls as it takes to come to today: one of many payments ends after a day. */
	const pollFrom = async (stored: string) => {
		let next = await pollOnce(stored);
		while (next.position < now) next = await pollOnce(JSON.stringify(next));
		return JSON.stringify(next);
	};
	const beginning = JSON.stringify(cursorAt('', start));
	const first = JSON.parse(await pollFrom(beginning)) as {
		last?: unknown;
		late?: { began: number };
	};
	delete first.last;
	const ordinary = JSON.stringify(first);
	delete first.late;
	const late = JSON.stringify(first);
	const body = JSON.stringify(payments.slice(-count).map(({ entry }) => entry));
	const begun = cpuTime();
	JSON.parse(body);
	const parse = cpuTime() - begun;
	const costs: Pick<Measured, 'all' | 'ordinary' | 'late'> = { all: [], ordinary: [], late: [] };
	for (const cursor of [beginning, ordinary, late]) await pollFrom(cursor);
	for (let round = 0; round < rounds; round += 1) {
		costs.all.push(await costOf(async () => await pollFrom(beginning)));
		costs.ordinary.push(await costOf(async () => await pollFrom(ordinary)));
		costs.late.push(await costOf(async () => await pollFrom(late)));
	}
	return { perDay: count, days, size: ordinary.length, parse, ...costs };
}

/** What a polling trigger costs that has found many payments, without n8n and without Kopo Kopo. */
export const measurePolling: Section = async ({ pairs }, report) => {
	const measured: Measured[] = [];
	for (const days of [1, lateHours / 24]) {
		for (const count of perDay) {
			report(`polls with ${count} payments a day, ${days} days`);
			measured.push(await measure(count, days, pairs));
		}
	}
	return findings(measured);
};

const cpuOf = (costs: Cost[]) => median(costs.map(({ cpu }) => cpu));
const pauseOf = (costs: Cost[]) => median(costs.map(({ pause }) => pause));
const memoryOf = (costs: Cost[]) => median(costs.map(({ memory }) => memory));

/** Payments of a day up to which no pause is long: n8n parses the whole list at once. */
const most = 20_000;

function findings(measured: Measured[]): Findings {
	const oneDay = measured.filter(({ days }) => days === 1);
	const [least, greatest] = [oneDay[0]!, oneDay.at(-1)!];
	const longest = Math.max(
		...measured
			.filter(({ perDay: count }) => count <= most)
			.flatMap(({ all, ordinary, late }) => [all, ordinary, late].map(pauseOf)),
	);
	const linear = (what: string, costsOf: (of: Measured) => Cost[]) =>
		atMost(
			`CPU per payment of a poll ${what}, ${format.count(greatest.perDay)} compared with ${format.count(least.perDay)} a day`,
			cpuOf(costsOf(greatest)) / greatest.perDay / (cpuOf(costsOf(least)) / least.perDay),
			1.5,
			format.ratio,
		);
	return {
		title: 'Polls: a day with many payments, without n8n',
		method:
			'What is stored in the node’s data, and what polls cost: those in which all payments are new (one for each day from ' +
			'20,000 payments on), an ordinary one that finds nothing new, and one that looks for late payments, so that all of the days are listed again. A pause ' +
			'is the longest time in which nothing else runs. Parsing is what Node needs for the list of one day, which n8n ' +
			'parses at once; it is part of the pauses. All times are CPU time. Memory is the most that the heap grows.',
		table: {
			columns: [
				'Payments',
				'Days',
				'Stored',
				'CPU, new',
				'Pause, new',
				'Memory, new',
				'CPU',
				'Pause',
				'CPU, late',
				'Pause, late',
				'Parsing',
			],
			rows: measured.map(({ perDay: count, days, size, all, ordinary, late, parse }) => [
				`${format.count(count)} a day`,
				format.count(days),
				format.kilobytes(size),
				format.milliseconds(cpuOf(all)),
				format.milliseconds(pauseOf(all)),
				format.megabytes(memoryOf(all)),
				format.milliseconds(cpuOf(ordinary)),
				format.milliseconds(pauseOf(ordinary)),
				format.milliseconds(cpuOf(late)),
				format.milliseconds(pauseOf(late)),
				format.milliseconds(parse),
			]),
		},
		goals: [
			atMost(
				`Longest pause of a poll, up to ${format.count(most)} a day`,
				longest,
				60,
				format.milliseconds,
			),
			linear('in which all are new', ({ all }) => all),
			linear('that looks for late ones', ({ late }) => late),
		],
		raw: measured,
	};
}
