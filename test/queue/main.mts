/** Proves the package in n8n's queue mode, under load and faults: `npm run test:queue`. */
import { writeFile } from 'node:fs/promises';
import { describeMachine } from '../support/host/machine.mts';
import { runScript } from '../support/host/script.mts';
import { shutdown } from '../support/host/shutdown.mts';
import { versionOf } from './debian.mts';
import { tryDeliveries } from './deliveries.mts';
import { tryFaults } from './faults.mts';
import { tryFeatures } from './features.mts';
import { tryKeys } from './keys.mts';
import { readOptions, usage, type QueueOptions, type TrialName } from './options.mts';
import { tryPayments } from './payments.mts';
import { tryRegular } from './regular.mts';
import { failuresOf, type Result } from './result.mts';
import { openStand, release, type Stand } from './stand.mts';
import { tableOf } from './table.mts';

type Trial = (stand: Stand, options: QueueOptions) => Promise<Result[]>;

/** On one n8n in queue mode, in this order. */
const trials: Partial<Record<TrialName, Trial>> = {
	features: tryFeatures,
	deliveries: tryDeliveries,
	faults: tryFaults,
	payments: tryPayments,
	keys: tryKeys,
};

const begun = Date.now();
const minutes = () => (Date.now() - begun) / 60_000;
const report = (line: string) =>
	void process.stderr.write(`${minutes().toFixed(1).padStart(4)} min  ${line}\n`);

// Each process that is started is also ended when this one is.
process.setMaxListeners(0);

async function run(isInterrupted: () => boolean): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return void process.stdout.write(`${usage}\n`);
	const results: Result[] = [];
	try {
		const wanted = options.only.flatMap((name) => trials[name] ?? []);
		if (wanted.length > 0) {
			const stand = await openStand(report);
			for (const trial of wanted) results.push(...(await trial(stand, options)));
			await shutdown();
		}
		if (options.only.includes('regular')) results.push(...(await tryRegular(report, options)));
	} finally {
		// What took minutes to count is not lost to a trial after it that fails.
		if (!isInterrupted()) await publish(options.json, results);
	}
	const failures = failuresOf(results);
	if (failures.length > 0) throw new Error(`Not as promised:\n${failures.join('\n')}`);
}

async function publish(file: string, results: Result[]): Promise<void> {
	const told = {
		machine: describeMachine(release),
		versions: {
			PostgreSQL: versionOf('postgres'),
			Redis: versionOf('redis-server'),
			nginx: versionOf('nginx', '-v'),
		},
		minutes: minutes(),
		results,
	};
	await writeFile(file, `${JSON.stringify(told, null, '\t')}\n`);
	process.stdout.write(`\n${await tableOf(told)}\n`);
	report(`everything counted is in ${file}`);
}

await runScript(report, run);
