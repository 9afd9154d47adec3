import type { Run } from './action-findings.mts';
import { contenderOf } from './action.mts';
import * as format from './format.mts';
import { startHelper } from './helper.mts';
import type { ProbeHelper } from './probe.helper.mts';
import { atMost, type Section } from './section.mts';
import { onStage } from './stage.mts';
import { median } from './statistics.mts';
import { askWithKopoKopo } from './workflows.mts';

/** Items of a long list. */
const many = 5_000;

/** Keys that a node remembers. */
const stored = 25_000;

/** Runs of one item for each pair of runs of many. */
const singles = 5;

const timeOf = (runs: Run[]) => median(runs.map(({ nodeMs }) => nodeMs));
const silenceOf = (runs: Run[]) => median(runs.map(({ observed }) => observed.silence));

/** The action node with and without idempotency keys, in turn. */
export const measureKeys: Section = ({ pairs }, report) =>
	onStage(report, async (stage) => {
		const probe = startHelper<ProbeHelper>(new URL('probe.helper.mts', import.meta.url));
		const contender = await contenderOf(stage, probe);
		const keyed = await contender(askWithKopoKopo(stage.credential, { hasKeys: true }));
		const plain = await contender(askWithKopoKopo(stage.credential));
		const measure = async (items: number, count: number) => {
			const runs: Record<'keyed' | 'plain', Run[]> = { keyed: [], plain: [] };
			for (let pair = 0; pair < count; pair += 1) {
				await stage.simulator.reset();
				runs.keyed.push(await keyed.run(items, 'regular'));
				runs.plain.push(await plain.run(items, 'regular'));
			}
			return runs;
		};
		await measure(1, singles);
		const first = await measure(1, singles * pairs);
		report(`${many} items, with and without keys: ${Math.max(pairs, stored / many)} pairs`);
		const long = await measure(many, Math.max(pairs, stored / many));
		const full = await measure(1, singles * pairs);

		const row = (name: string, { keyed, plain }: typeof long) => [
			name,
			format.milliseconds(timeOf(keyed)),
			format.milliseconds(timeOf(plain)),
			format.milliseconds(silenceOf(keyed)),
			format.milliseconds(silenceOf(plain)),
		];
		return {
			title: 'Idempotency keys: STK pushes with and without',
			method:
				'The time that n8n counts for the node, and the longest time in which n8n answered no readiness check. ' +
				`Each key is new. The last row is measured when n8n stores ${format.count(stored)} keys of the node.`,
			table: {
				columns: ['Items', 'With keys', 'without', 'Silence', 'without'],
				rows: [
					row('1', first),
					row(format.count(many), long),
					row(`1, ${format.count(stored)} keys stored`, full),
				],
			},
			goals: [
				atMost(
					`More silence with keys, ${format.count(many)} items`,
					silenceOf(long.keyed) - silenceOf(long.plain),
					60,
					format.milliseconds,
				),
				atMost(
					`More time with a key, ${format.count(stored)} keys stored`,
					timeOf(full.keyed) - timeOf(full.plain),
					150,
					format.milliseconds,
				),
			],
			raw: { first, long, full },
		};
	});
