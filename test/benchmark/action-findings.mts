import * as format from './format.mts';
import type { Observation } from './probe.helper.mts';
import { atMost, type Findings, type Goal } from './section.mts';
import { median, medianRatio } from './statistics.mts';

/** One execution of the workflow around a node. */
export interface Run {
	/** What n8n counts for only this node. */
	nodeMs: number;
	/** From the request to its answer, with all that n8n does around the node. */
	wallMs: number;
	exchanges: number;
	observed: Observation;
}

/** This package's node, n8n's HTTP Request node, and the floor: a node of a few lines that sends the same. */
export const inTurn = ['ours', 'theirs', 'floor'] as const;

export type Name = (typeof inTurn)[number];

export type Rounds = Record<Name, Run[]>;

/** All that was measured with one number of items. */
export interface Size {
	items: number;
	/** For times and silence. */
	timed: Rounds;
	/** For memory, each after garbage collection as the last resort. */
	weighed: Rounds;
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

const ratioTo =
	(other: Name) =>
	({ timed }: Size) =>
		medianRatio(nodeTimes(timed.ours), nodeTimes(timed[other]));

const ratioToTheirs = ratioTo('theirs');
const ratioToFloor = ratioTo('floor');

/** All times, for the report of what is under way. */
export const timesOf = (rounds: Rounds) =>
	inTurn
		.map((name) => `${name} ${format.milliseconds(median(nodeTimes(rounds[name])))}`)
		.join(', ');

const inMegabytes = (bytes: number | null) => (bytes === null ? '' : format.megabytes(bytes));

/** What comes of all runs. */
export function findingsOf(sizes: Size[], idle: Observation): Findings {
	return {
		title: 'Action: STK pushes, phone number and amount by expression',
		method:
			'The time that n8n counts for the node. Silence: the longest time in which n8n answered no readiness check, ' +
			`asked for every 20 ms (idle: ${format.milliseconds(idle.silence)}). Memory: the peak over the idle process. ` +
			'Exchanges: access tokens that this package fetched after all were revoked. Floor: a node of a few lines that ' +
			"reads the same parameters and sends the same requests with n8n's helper.",
		table: {
			columns: [
				'Items',
				'Kopo Kopo',
				'HTTP Request',
				'Ratio',
				'Floor',
				'Ratio',
				'Silence',
				'theirs',
				'Memory',
				'theirs',
				'floor',
				'Exchanges',
			],
			rows: sizes.map((size) => [
				format.count(size.items),
				format.milliseconds(median(nodeTimes(size.timed.ours))),
				format.milliseconds(median(nodeTimes(size.timed.theirs))),
				format.ratio(ratioToTheirs(size)),
				format.milliseconds(median(nodeTimes(size.timed.floor))),
				format.ratio(ratioToFloor(size)),
				format.milliseconds(silenceOf(size.timed.ours)),
				format.milliseconds(silenceOf(size.timed.theirs)),
				inMegabytes(memoryOf(size.weighed.ours)),
				inMegabytes(memoryOf(size.weighed.theirs)),
				inMegabytes(memoryOf(size.weighed.floor)),
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
	// For fewer, what n8n does besides is most of it.
	const many = sizes.filter(({ items }) => items >= 100);
	const longest = sizes.filter(({ items }) => items >= 5000);
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
		...worst('Ratio, 1 item', single, ratioToTheirs, 1.1, format.ratio),
		...worst('Ratio, 100 items and more', many, ratioToTheirs, 0.35, format.ratio),
		...worst('Ratio to the floor, 100 items and more', many, ratioToFloor, 1.3, format.ratio),
		...worst('Silence', sizes, ({ timed }) => silenceOf(timed.ours), 60, format.milliseconds),
		...worst('Memory to theirs, 100 items and more', many, memoryRatioOf, 1, format.ratio),
		...worst('Memory to theirs, 5,000 items', longest, memoryRatioOf, 0.5, format.ratio),
		...worst('Exchanges', sizes, ({ exchanges }) => exchanges, 1, format.count),
	];
}
