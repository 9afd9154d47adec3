/**
 * Kills n8n while it stores what a poll has found, again and again, and counts what was lost and what came
 * twice: `npx tsx test/benchmark/kills.mts --kills 20 [--durable]`, after `npm run dist`. With `--refuse`, n8n
 * lives on, and its database refuses the execution that the poll starts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startSimulator, type Simulator } from '../simulator/simulator.mts';
import { readExecution } from '../support/host/executions.mts';
import { installedHost, type Host } from '../support/host/install.mts';
import { startN8n } from '../support/host/n8n.mts';
import { releases } from '../support/host/recipe.mts';
import { RestClient, type StoredWorkflow } from '../support/host/rest-client.mts';
import { shutdown, shutdownOnSignals } from '../support/host/shutdown.mts';
import { refuseExecutions, sqliteDatabase } from '../support/host/sqlite.mts';
import { waitFor } from '../support/host/wait.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';
import { pollerNode, pollingDraft } from '../support/workflows/poller.mts';

/** With these n8n 2.41 stores in one transaction what a poll has found and how far it has come. */
const durable = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/** Milliseconds after the poll has its answer in which n8n is killed; each kill has its own. */
const longestDelay = 60;

/** Milliseconds after the poll has its answer in which n8n's database refuses executions. */
const longestRefusal = 1000;

const { values } = parseArgs({
	options: {
		kills: { type: 'string', default: '20' },
		durable: { type: 'boolean', default: false },
		refuse: { type: 'boolean', default: false },
		release: { type: 'string', default: '2.41' },
	},
});
const kills = Number(values.kills);
const report = (line: string) => void process.stderr.write(`${line}\n`);

/** Resolves as soon as a poll that was begun from now on has been given its result. */
async function answered({ requests }: Simulator): Promise<void> {
	const begun = requests.length;
	const since = () => requests.slice(begun).filter(({ path }) => path.includes('/polling'));
	for (;;) {
		const asked = since().findIndex(({ method }) => method === 'POST');
		if (
			asked >= 0 &&
			since()
				.slice(asked)
				.some((one) => one.method === 'GET' && one.status === 200)
		) {
			return;
		}
		await sleep(1);
	}
}

interface Starts {
	/** The payments that went on from the trigger, each as often as it did. */
	wentOn: unknown[];
	/** Those that n8n lists in an execution that it was killed in. */
	crashed: string[];
}

async function startsOf(host: Host, rest: RestClient, workflow: StoredWorkflow): Promise<Starts> {
	const starts: Starts = { wentOn: [], crashed: [] };
	for (const summary of await rest.executions(workflow)) {
		const execution = await readExecution(rest, host, summary);
		const items = execution.output(pollerNode);
		starts.wentOn.push(...items.map(({ reference }) => reference));
		if (items.length > 0 || summary.status === 'success') continue;
		const data = await rest.executionData(summary.id);
		starts.crashed.push(...[...data.matchAll(/"(KILL\d{6})"/g)].map(([, one]) => one!));
	}
	return starts;
}

shutdownOnSignals((signal) => report(`${signal}: stopping n8n.`));
try {
	const host = await installedHost(releases[values.release as keyof typeof releases], report);
	const environment = values.durable ? durable : {};
	let n8n = await startN8n(host, { report, environment });
	const rest = await RestClient.setUpOwner(n8n);
	const simulator = await startSimulator({ retryDelays: [], resultDelay: 500 });
	const credential = await rest.createCredential(kopoKopoCredential(simulator));
	const workflow = await rest.createWorkflow(pollingDraft(credential));
	await rest.activate(workflow);

	const references: string[] = [];
	const pay = async () => {
		const reference = `KILL${String(references.length).padStart(6, '0')}`;
		references.push(reference);
		await simulator.payTill({ tillNumber: 'K000000', amount: 10, reference });
	};
	const database = sqliteDatabase(host, n8n.userFolder);
	const refuse = async () => {
		const allow = await refuseExecutions(database);
		await pay();
		await answered(simulator);
		await sleep(longestRefusal);
		await allow();
	};
	const kill = async (delay: number) => {
		await pay();
		await answered(simulator);
		await sleep(delay);
		n8n = await n8n.restart('kill');
	};
	for (let round = 0; round < kills; round += 1) {
		const delay = Math.round((longestDelay * round) / kills);
		await (values.refuse ? refuse() : kill(delay));
		report(
			`${values.refuse ? 'refused' : `killed ${delay} ms after the answer`}, round ${round + 1}`,
		);
	}
	await pay();
	await waitFor('execution with the last payment', 120, async () => {
		const { wentOn } = await startsOf(host, rest, workflow);
		return wentOn.includes(references.at(-1)!) || undefined;
	});
	// What was missing may be found by the polls after that.
	for (let poll = 0; poll < 2; poll += 1) await answered(simulator);
	await sleep(longestRefusal);
	const starts = await startsOf(host, rest, workflow);
	const times = (reference: string) => starts.wentOn.filter((one) => one === reference).length;
	const findings = {
		release: values.release,
		durable: values.durable,
		refuse: values.refuse,
		kills,
		lost: references.filter((one) => times(one) === 0 && !starts.crashed.includes(one)),
		doubled: references.filter((one) => times(one) > 1),
		inCrashedAlone: references.filter((one) => times(one) === 0 && starts.crashed.includes(one)),
	};
	process.stdout.write(`${JSON.stringify(findings)}\n`);
	await simulator.close();
} finally {
	await shutdown();
}
