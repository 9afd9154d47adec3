import { parseArgs } from 'node:util';
import { namesOf, naturalOf } from '../support/host/command-line.mts';

export const sectionNames = [
	'action',
	'waiting',
	'keys',
	'trigger',
	'reading',
	'polling',
	'package',
] as const;
export type SectionName = (typeof sectionNames)[number];

export const usage = `npm run benchmark -- [options]

  --pairs <n>            how often each is measured, in turn with what it is compared with (5)
  --only <name,...>      the sections to measure: ${sectionNames.join(', ')} (all)
  --items <n,...>        how many items the action node is given (1,100,1000,5000)
  --deliveries <n>       how many deliveries make up a round of the trigger (400)
  --json <file>          where all single values go (benchmark.json)
  --help                 this text

The tables go to standard output as Markdown, the progress to standard error. All of it takes half
an hour; --pairs 1 --items 1,100 gives a first impression within some minutes.`;

export interface BenchmarkOptions {
	pairs: number;
	only: readonly SectionName[];
	items: readonly number[];
	deliveries: number;
	json: string;
	help: boolean;
}

/** Reads the command line; whatever it cannot make sense of is an error that says so. */
export function readOptions(commandLine: string[]): BenchmarkOptions {
	const { values } = parseArgs({
		args: commandLine,
		options: {
			pairs: { type: 'string', default: '5' },
			only: { type: 'string', default: sectionNames.join() },
			items: { type: 'string', default: '1,100,1000,5000' },
			deliveries: { type: 'string', default: '400' },
			json: { type: 'string', default: 'benchmark.json' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.json === '') throw new Error('--json takes the name of a file.');
	return {
		pairs: naturalOf('--pairs', values.pairs),
		only: namesOf('--only', sectionNames, values.only),
		items: values.items.split(',').map((text) => naturalOf('--items', text)),
		deliveries: naturalOf('--deliveries', values.deliveries),
		json: values.json,
		help: values.help,
	};
}
