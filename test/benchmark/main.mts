/** Times the package beside what n8n itself has for the same, in a real n8n: `npm run benchmark`. */
import { writeFile } from 'node:fs/promises';
import { describeMachine } from '../support/host/machine.mts';
import { runScript } from '../support/host/script.mts';
import { measureAction } from './action.mts';
import { measureKeys } from './keys.mts';
import { documentOf } from './markdown.mts';
import { readOptions, usage, type BenchmarkOptions, type SectionName } from './options.mts';
import { measurePackage } from './package.mts';
import { measurePolling } from './polling.mts';
import { measureReading } from './reading.mts';
import type { Findings, Section } from './section.mts';
import { release } from './stage.mts';
import { measureTrigger } from './trigger.mts';
import { measureWaiting } from './waiting.mts';

const sections: Record<SectionName, Section> = {
	action: measureAction,
	waiting: measureWaiting,
	keys: measureKeys,
	trigger: measureTrigger,
	reading: measureReading,
	polling: measurePolling,
	package: measurePackage,
};

const report = (line: string) => void process.stderr.write(`${line}\n`);

async function run(isInterrupted: () => boolean): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return void process.stdout.write(`${usage}\n`);

	const machine = describeMachine(release);
	const measured: Partial<Record<SectionName, Findings>> = {};
	try {
		for (const name of options.only) measured[name] = await sections[name](options, report);
	} finally {
		// What took minutes to measure is not lost to a section after it that fails.
		if (!isInterrupted()) await publish(options, machine, measured);
	}
}

async function publish(
	options: BenchmarkOptions,
	machine: ReturnType<typeof describeMachine>,
	measured: Partial<Record<SectionName, Findings>>,
): Promise<void> {
	const all = Object.values(measured);
	if (all.length === 0) return;
	process.stdout.write(`\n${await documentOf(machine, options.pairs, all)}`);
	await writeFile(options.json, `${JSON.stringify({ machine, options, measured }, null, '\t')}\n`);
	report(`all single values are in ${options.json}`);
}

await runScript(report, run);
