import { parseArgs } from 'node:util';
import { namesOf, naturalOf } from '../support/host/command-line.mts';

export const trialNames = [
	'features',
	'deliveries',
	'faults',
	'payments',
	'keys',
	'regular',
] as const;
export type TrialName = (typeof trialNames)[number];

export const usage = `npm run test:queue -- [options]

  --only <name,...>      the trials to run: ${trialNames.join(', ')} (all)
  --deliveries <n>       how many events are delivered through nginx (1000)
  --payments <n>         how many payments a list holds (300)
  --rounds <n>           how often each part is killed, and each list is sent (1): for a longer run
  --json <file>          where everything that was counted goes (test-queue.json)
  --help                 this text

The table goes to standard output as Markdown, the progress to standard error. It ends with an error
when anything promised is not met.`;

export interface QueueOptions {
	only: readonly TrialName[];
	deliveries: number;
	payments: number;
	rounds: number;
	json: string;
	help: boolean;
}

/** Reads the command line; whatever it cannot make sense of is an error that says so. */
export function readOptions(commandLine: string[]): QueueOptions {
	const { values } = parseArgs({
		args: commandLine,
		options: {
			only: { type: 'string', default: trialNames.join() },
			deliveries: { type: 'string', default: '1000' },
			payments: { type: 'string', default: '300' },
			rounds: { type: 'string', default: '1' },
			json: { type: 'string', default: 'test-queue.json' },
			help: { type: 'boolean', default: false },
		},
	});
	return {
		only: namesOf('--only', trialNames, values.only),
		deliveries: naturalOf('--deliveries', values.deliveries),
		payments: naturalOf('--payments', values.payments),
		rounds: naturalOf('--rounds', values.rounds),
		json: values.json,
		help: values.help,
	};
}
