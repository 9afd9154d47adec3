import type { Credential } from '../support/host/rest-client.mts';
import type { Run } from './action-findings.mts';
import { contenderOf } from './action.mts';
import * as format from './format.mts';
import { startHelper } from './helper.mts';
import type { ProbeHelper } from './probe.helper.mts';
import { atMost, type Findings, type Section } from './section.mts';
import type { StatusChecks } from './simulator.helper.mts';
import { onStage } from './stage.mts';
import { median } from './statistics.mts';
import { askWithKopoKopo } from './workflows.mts';

const counts = [1, 100, 1000];

/** The simulated customer pays. */
const phoneNumber = '+254712345678';

interface Awaited {
	run: Run;
	checks: StatusChecks[];
}

interface Size {
	items: number;
	awaited: Awaited[];
	/** The same payments, only sent. */
	sent: Run[];
}

/** With the node's default times. */
function waiting(credential: Credential): ReturnType<typeof askWithKopoKopo> {
	const draft = askWithKopoKopo(credential);
	const nodes = draft.nodes.map((node) =>
		'waitForResult' in node.parameters
			? { ...node, parameters: { ...node.parameters, waitForResult: true, options: {} } }
			: node,
	);
	const [webhook, ...others] = nodes;
	const parameters = { ...webhook!.parameters, path: 'waiting' };
	return {
		...draft,
		name: 'Kopo Kopo, waiting',
		path: 'webhook/waiting',
		nodes: [{ ...webhook!, parameters }, ...others],
	};
}

/** Payments whose results are awaited. */
export const measureWaiting: Section = ({ pairs }, report) =>
	onStage(report, async (stage) => {
		const probe = startHelper<ProbeHelper>(new URL('probe.helper.mts', import.meta.url));
		const contender = await contenderOf(stage, probe);
		const waits = await contender(waiting(stage.credential), phoneNumber);
		const sends = await contender(askWithKopoKopo(stage.credential), phoneNumber);
		const measure = async (items: number, garbage: 'regular' | 'last-resort') => {
			await stage.simulator.reset();
			const run = await waits.run(items, garbage);
			return { run, checks: await stage.simulator.statusChecks() };
		};
		for (let round = 0; round < 2; round += 1) await measure(100, 'regular');
		const sizes: Size[] = [];
		for (const items of counts) {
			const size: Size = { items, awaited: [], sent: [] };
			for (let pair = 0; pair < pairs; pair += 1) {
				size.awaited.push(await measure(items, 'last-resort'));
				size.sent.push(await sends.run(items, 'last-resort'));
				report(`${items} items: ${rowOf({ ...size, awaited: size.awaited.slice(-1) }).join(', ')}`);
			}
			sizes.push(size);
		}
		return findings(sizes);
	});

const mean = (values: readonly number[]) =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

const over = (awaited: Awaited[], valueOf: (one: Awaited) => number) =>
	median(awaited.map(valueOf));

const timeOf = (runs: Run[]) => median(runs.map(({ nodeMs }) => nodeMs));
const silenceOf = (runs: Run[]) => median(runs.map(({ observed }) => observed.silence));
const memoryOf = (runs: Run[]) =>
	median(runs.map(({ observed }) => (observed.memoryPeak ?? 0) - (observed.memoryBefore ?? 0)));

const runsOf = ({ awaited }: Size) => awaited.map(({ run }) => run);
const delayOf = ({ awaited }: Size) =>
	over(awaited, ({ checks }) => mean(checks.map(({ delay }) => delay)));
const checksOf = ({ awaited }: Size) =>
	over(awaited, ({ checks }) => mean(checks.map((one) => one.checks)));
const mostChecksOf = ({ awaited }: Size) =>
	over(awaited, ({ checks }) => Math.max(...checks.map((one) => one.checks)));

function rowOf(size: Size): string[] {
	const runs = runsOf(size);
	return [
		format.count(size.items),
		format.milliseconds(timeOf(runs)),
		format.milliseconds(delayOf(size)),
		format.ratio(checksOf(size)),
		format.count(mostChecksOf(size)),
		format.milliseconds(silenceOf(runs)),
		format.milliseconds(silenceOf(size.sent)),
		format.megabytes(memoryOf(runs)),
		format.megabytes(memoryOf(size.sent)),
	];
}

function findings(sizes: Size[]): Findings {
	const most = sizes.at(-1)!;
	return {
		title: 'Wait for Result: STK pushes whose results are ready after 2 s',
		method:
			'The time that n8n counts for the node. Delay: from the result until the check that found it, on average. ' +
			'Silence: the longest time in which n8n answered no readiness check. Memory: the peak over the idle process. ' +
			'"Sent": the same payments without waiting.',
		table: {
			columns: [
				'Items',
				'Time',
				'Delay',
				'Checks',
				'Most checks',
				'Silence',
				'sent',
				'Memory',
				'sent',
			],
			rows: sizes.map(rowOf),
		},
		goals: [
			atMost('Time, 1,000 items', timeOf(runsOf(most)), 8000, format.milliseconds),
			atMost('Delay, 1,000 items', delayOf(most), 1000, format.milliseconds),
			atMost('Checks of an item', mostChecksOf(most), 3, format.count),
			atMost('Silence, 1,000 items', silenceOf(runsOf(most)), 60, format.milliseconds),
			atMost('Memory, 1,000 items', memoryOf(runsOf(most)), 120 * 2 ** 20, format.megabytes),
		],
		raw: sizes,
	};
}
