/** Measures what a delivery and a payment cost each process in queue mode: `npm run measure:queue`. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { describeMachine } from '../support/host/machine.mts';
import { runScript } from '../support/host/script.mts';
import { shutdown } from '../support/host/shutdown.mts';
import { deliver, makeEvents } from './events.mts';
import { settle } from './ledger.mts';
import { beginPayout, patience } from './payments.mts';
import { openReceiver } from './receiver.mts';
import { openStand, release, type Stand } from './stand.mts';

const usage = `npm run measure:queue -- [options]

  --help                 this text

The table goes to standard output as Markdown, the progress to standard error.`;

const deliveries = 400;
const payments = 1000;
const atOnce = 16;
const idleSeconds = 20;

/** The clock ticks of a second in /proc (Linux, `USER_HZ`). */
const ticksPerSecond = 100;

const report = (line: string) => void process.stderr.write(`${line}\n`);

// Each process that is started is also ended when this one is.
process.setMaxListeners(0);

interface Stat {
	parent: number;
	name: string;
	/** CPU seconds, with those of children that have ended. */
	seconds: number;
}

async function statOf(pid: number): Promise<Stat | undefined> {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
	const [, name, rest] = /^\d+ \((.*)\) \S (.*)$/s.exec(text) ?? [];
	if (name === undefined || rest === undefined) return undefined;
	const fields = rest.split(' ').map(Number);
	const ticks = fields.slice(10, 14).reduce((sum, value) => sum + value, 0);
	return { parent: fields[0]!, name, seconds: ticks / ticksPerSecond };
}

/** The processes of queue mode; those of one kind count together. */
const kinds = ['nginx', 'Webhook processors', 'Main', 'Workers', 'Redis', 'PostgreSQL'] as const;
type Kind = (typeof kinds)[number];
type Seconds = Record<Kind, number>;

/** The CPU seconds that each kind has used so far, with its children. */
type Meter = () => Promise<Seconds>;

const kindOfRole: Readonly<Record<string, Kind>> = {
	main: 'Main',
	worker: 'Workers',
	webhook: 'Webhook processors',
};

async function meterOf({ processes, redis, postgres }: Stand): Promise<Meter> {
	const kindOf = new Map<number, Kind>();
	for (const [name, part] of Object.entries(processes)) {
		const [role = ''] = name.split('-');
		kindOf.set((await part.ready()).pid, kindOfRole[role]!);
	}
	kindOf.set((await redis.ready()).pid!, 'Redis');
	kindOf.set((await postgres.ready()).pid!, 'PostgreSQL');
	return async () => {
		const pids = (await readdir('/proc')).map(Number).filter(Boolean);
		const stats = new Map<number, Stat>();
		for (const pid of pids) {
			const stat = await statOf(pid);
			if (stat) stats.set(pid, stat);
		}
		const kindAbove = (pid: number): Kind | undefined => {
			const stat = stats.get(pid);
			if (!stat) return undefined;
			if (stat.parent === process.pid && stat.name === 'nginx') return 'nginx';
			return kindOf.get(pid) ?? kindAbove(stat.parent);
		};
		const seconds = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Seconds;
		for (const [pid, stat] of stats) {
			const kind = kindAbove(pid);
			if (kind) seconds[kind] += stat.seconds;
		}
		return seconds;
	};
}

/** Milliseconds of CPU time for each unit of work, over what the processes use when idle. */
async function costOf(
	meter: Meter,
	idle: Seconds,
	count: number,
	work: () => Promise<void>,
): Promise<Seconds> {
	const begun = performance.now();
	const before = await meter();
	await work();
	const after = await meter();
	const elapsed = (performance.now() - begun) / 1000;
	return Object.fromEntries(
		kinds.map((kind) => [
			kind,
			(Math.max(0, after[kind] - before[kind] - idle[kind] * elapsed) / count) * 1000,
		]),
	) as Seconds;
}

async function idleOf(meter: Meter): Promise<Seconds> {
	const before = await meter();
	await sleep(idleSeconds * 1000);
	const after = await meter();
	return Object.fromEntries(
		kinds.map((kind) => [kind, (after[kind] - before[kind]) / idleSeconds]),
	) as Seconds;
}

async function deliverEvents(stand: Stand, count: number): Promise<() => Promise<void>> {
	const receiver = await openReceiver(stand);
	const events = makeEvents(stand.simulator, await receiver.pay(), count, 0);
	return async () => {
		const left = events.values();
		const deliverRest = async () => {
			for (const event of left) await deliver(stand.simulator, receiver.url, event);
		};
		await Promise.all(Array.from({ length: atOnce }, deliverRest));
		await settle(stand, receiver.workflow, patience);
	};
}

const payMany = (stand: Stand, count: number, hasKeys: boolean) => async () => {
	const { workflow } = await beginPayout(stand, count, { hasKeys });
	await settle(stand, workflow, patience);
};

const one = (value: number) => value.toFixed(1);

async function run(): Promise<void> {
	const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
	if (values.help) return void process.stdout.write(`${usage}\n`);
	const stand = await openStand(report);
	const meter = await meterOf(stand);
	await (
		await deliverEvents(stand, 100)
	)();
	await payMany(stand, 100, false)();
	report(`idle for ${idleSeconds} seconds`);
	const idle = await idleOf(meter);
	report(`${deliveries} deliveries`);
	const events = await deliverEvents(stand, deliveries);
	const costs = {
		'A delivery': await costOf(meter, idle, deliveries, events),
		'A payment': await costOf(meter, idle, payments, payMany(stand, payments, false)),
		'A payment with a key': await costOf(meter, idle, payments, payMany(stand, payments, true)),
	};
	await shutdown();
	const total = (seconds: Seconds) => kinds.reduce((sum, kind) => sum + seconds[kind], 0);
	const rows = [
		['CPU time', ...Object.keys(costs)],
		['---', ...Object.keys(costs).map(() => '---:')],
		...kinds.map((kind) => [
			kind,
			...Object.values(costs).map((seconds) => `${one(seconds[kind])} ms`),
		]),
		['All', ...Object.values(costs).map((seconds) => `${one(total(seconds))} ms`)],
	];
	const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	const config = await resolveConfig('README.md');
	const { date, cores, load } = describeMachine(release);
	process.stdout.write(
		`${date}, ${cores} cores, load ${load.toFixed(1)}\n\n${await format(table, { ...config, parser: 'markdown' })}`,
	);
	report(`idle, in seconds of CPU time per second: ${JSON.stringify(idle)}`);
}

await runScript(report, run);
