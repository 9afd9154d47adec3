import * as format from './format.mts';
import type { Observation } from './probe.helper.mts';
import { atMost, type Findings, type Goal } from './section.mts';
import { median, medianRatio } from './statistics.mts';

/** One execution of the workflow around a node. */
export interface Run {
	/** What n8n counts for the node alone. */
	nodeMs: number;
	/** From the request to its answer, with all that n8n does around the node. */
	wallMs: number;
	exchanges: number;
	observed: Observation;
}

/** Runs of this package's node and of the other, in pairs. */
export interface Pairs {
	ours: Run[];
	theirs: Run[];
}

/** All that was measured with one number of items. */
export interface Size {
	items: number;
	/** For times and silence. */
	timed: Pairs;
	/** For memory, each after garbage collection as the last resort. */
	weighed: Pairs;
	/** Of this package, after all tokens were revoked. */
	exchanges: number;
}

const nodeTimes = (runs: Run[]) => runs.map(({ nodeMs }) => nodeMs);
const silenceOf = (runs: Run[]) => median(runs.map(({ observed }) => observed.silence));

/** In bytes, over what n8n had before the run; null where the system does not tell. */
function memoryOf(runs: Run[]): number | null {
	const grown = runs.flatMap(({ observed: { memoryBefore, memoryPeak } }) =>
		memoryBefore === null || memoryPeak === null ? [] : [memoryPeak - memoryBefore],
	);
	return grown.length ? median(grown) : null;
}

/** Our memory, as a share of theirs. */
function memoryRatioOf({ weighed: { ours, theirs } }: Size): number | null {
	const memory = [memoryOf(ours), memoryOf(theirs)] as const;
	return memory[0] === null || memory[1] === null ? null : memory[0] / memory[1];
}

const ratioOf = ({ timed: { ours, theirs } }: Size) =>
	medianRatio(nodeTimes(ours), nodeTimes(theirs));

/** Both times, for the report of what is under way. */
export const timesOf = ({ ours, theirs }: Pairs) =>
	[ours, theirs].map((runs) => format.milliseconds(median(nodeTimes(runs)))).join(' beside ');
const inMegabytes = (bytes: number | null) => (bytes === null ? '' : format.megabytes(bytes));

/** What comes of all runs. */
export function findingsOf(sizes: Size[], idle: Observation): Findings {
	return {
		title: 'Action: STK pushes, phone number and amount by expression',
		method:
			'The time that n8n counts for the node. Silence: the longest time in which n8n answered no readiness check, ' +
			`asked for every 20 ms (idle: ${format.milliseconds(idle.silence)}). Memory: the peak over the idle process. ` +
			'Exchanges: access tokens that this package fetched after all were revoked.',
		table: {
			columns: [
				'Items',
				'Kopo Kopo',
				'HTTP Request',
				'Ratio',
				'Silence',
				'theirs',
				'Memory',
				'theirs',
				'Exchanges',
			],
			rows: sizes.map((size) => [
				format.count(size.items),
				format.milliseconds(median(nodeTimes(size.timed.ours))),
				format.milliseconds(median(nodeTimes(size.timed.theirs))),
				format.ratio(ratioOf(size)),
				format.milliseconds(silenceOf(size.timed.ours)),
				format.milliseconds(silenceOf(size.timed.theirs)),
				inMegabytes(memoryOf(size.weighed.ours)),
				inMegabytes(memoryOf(size.weighed.theirs)),
				format.count(size.exchanges),
			]),
		},
		goals: goalsOf(sizes),
		raw: { idle, sizes },
	};
}

/** Each goal is judged by the size that is furthest from it. */
function goalsOf(sizes: Size[]): Goal[] {
	const single = sizes.filter(({ items }) => items === 1);
	// What fewer need drowns in what n8n does beside them.
	const many = sizes.filter(({ items }) => items >= 100);
	const worst = (
		what: string,
		among: Size[],
		valueOf: (size: Size) => number | null,
		limit: number,
		write: (value: number) => string,
	): Goal[] => {
		const values = among.flatMap((size) => valueOf(size) ?? []);
		return values.length ? [atMost(what, Math.max(...values), limit, write)] : [];
	};
	return [
		...worst('Ratio, 1 item', single, ratioOf, 1.5, format.ratio),
		...worst('Ratio, 100 items and more', many, ratioOf, 0.5, format.ratio),
		...worst('Silence', sizes, ({ timed }) => silenceOf(timed.ours), 60, format.milliseconds),
		...worst('Memory to theirs, 100 items and more', many, memoryRatioOf, 1, format.ratio),
		...worst('Exchanges', sizes, ({ exchanges }) => exchanges, 1, format.count),
	];
}
