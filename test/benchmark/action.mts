import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { readExecution, waitForExecutions, type Execution } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import {
	findingsOf,
	inTurn,
	timesOf,
	type Name,
	type Rounds,
	type Run,
	type Size,
} from './action-findings.mts';
import { startHelper, type Helper } from './helper.mts';
import type { Observation, ProbeHelper } from './probe.helper.mts';
import type { Section } from './section.mts';
import { onStage, type Provider, type Stage } from './stage.mts';
import {
	askWithHttpRequest,
	askWithKopoKopo,
	askWithPlainNode,
	measuredNode,
	onCollectGarbage,
	type PaymentItem,
} from './workflows.mts';

/** The simulated customer leaves it unanswered, so that nothing is delivered. */
const unanswered = '+254700000005';

let keys = 0;

/** Each with a key that was never used. */
const makeItems = (count: number, phoneNumber: string): PaymentItem[] =>
	Array.from({ length: count }, (_, index) => ({
		phoneNumber,
		amount: index + 1,
		key: `order-${(keys += 1)}`,
	}));

/** Milliseconds for n8n to come to rest before a run. */
const rest = 300;

/** A run of few items is over in no time, and a single one says little. */
const pairsFor = (items: number, pairs: number) => (items < 100 ? 5 * pairs : pairs);

/** How n8n collects its garbage before a run; the last resort leaves the least in memory, and is slow afterwards. */
type Garbage = 'regular' | 'last-resort';

export interface Contender {
	run(items: number, garbage: Garbage): Promise<Run>;
}

type Contenders = Record<Name, Contender>;

/** The action node compared with n8n's own HTTP Request node, and with the floor. */
export const measureAction: Section = ({ pairs, items: counts }, report) =>
	onStage(report, async (stage) => {
		const probe = startHelper<ProbeHelper>(new URL('probe.helper.mts', import.meta.url));
		const all = await contenders(stage, probe);
		for (let round = 0; round < 3; round += 1) await warmUp(stage, all);
		const idle = await observeIdle(stage, probe);

		const sizes: Size[] = [];
		for (const items of counts) {
			await stage.simulator.reset();
			await warmUp(stage, all);
			report(`${items} items: ${pairsFor(items, pairs)} rounds for time`);
			const timed = await runRounds(all, items, pairsFor(items, pairs), 'regular');
			report(`${items} items: ${timesOf(timed)}`);
			const weighed = await runRounds(all, items, pairs, 'last-resort');
			await stage.simulator.revokeTokens();
			const { exchanges } = await all.ours.run(items, 'regular');
			sizes.push({ items, timed, weighed, exchanges });
		}
		return findingsOf(sizes, idle);
	});

async function runRounds(
	all: Contenders,
	items: number,
	count: number,
	garbage: Garbage,
): Promise<Rounds> {
	const rounds: Rounds = { ours: [], theirs: [], floor: [] };
	for (let round = 0; round < count; round += 1) {
		for (const name of inTurn) rounds[name].push(await all[name].run(items, garbage));
	}
	return rounds;
}

async function contenders(stage: Stage, probe: Helper<ProbeHelper>): Promise<Contenders> {
	const { credential, provider } = stage;
	const oAuth2 = await stage.rest.createCredential({
		name: 'Kopo Kopo, by OAuth2',
		type: 'oAuth2Api',
		data: clientCredentials(provider),
	});
	const contender = await contenderOf(stage, probe);
	const url = `${provider.url}/api/v1/incoming_payments`;
	return {
		ours: await contender(askWithKopoKopo(credential)),
		theirs: await contender(askWithHttpRequest(oAuth2, url)),
		floor: await contender(askWithPlainNode(credential, url)),
	};
}

/** Opens workflows that are run with n8n's garbage collected before. */
export async function contenderOf(
	stage: Stage,
	probe: Helper<ProbeHelper>,
): Promise<
	(draft: ReturnType<typeof askWithKopoKopo>, phoneNumber?: string) => Promise<Contender>
> {
	const garbage = onCollectGarbage();
	await stage.open(garbage);
	return async (draft, phoneNumber = unanswered) => {
		const workflow = await stage.open(draft);
		return {
			run: async (items, flavor) => {
				await post(stage, garbage.path, { flavor });
				await sleep(rest);
				return runOnce(stage, probe, {
					workflow,
					path: draft.path,
					items: makeItems(items, phoneNumber),
				});
			},
		};
	};
}

const clientCredentials = ({ url, application }: Provider) => ({
	grantType: 'clientCredentials',
	accessTokenUrl: `${url}/oauth/token`,
	clientId: application.clientId,
	clientSecret: application.clientSecret,
	authentication: 'body',
	scope: '',
});

/** What the probe sees of an n8n that has nothing to do. */
async function observeIdle({ n8n }: Stage, probe: Helper<ProbeHelper>): Promise<Observation> {
	await probe.start(readiness(n8n.url), n8n.pid);
	await sleep(2000);
	return probe.stop();
}

/** Lets each get a token and n8n load its code, and makes sure that all send the same. */
async function warmUp(stage: Stage, all: Contenders): Promise<void> {
	const bodies: unknown[] = [];
	for (const name of inTurn) {
		await all[name].run(1, 'regular');
		bodies.push(JSON.parse((await stage.simulator.received()).lastPayment));
		await all[name].run(100, 'regular');
	}
	if (bodies.every((body) => isDeepStrictEqual(body, bodies[0]))) return;
	throw new Error(`The nodes do not send the same: ${JSON.stringify(bodies)}`);
}

interface Task {
	workflow: StoredWorkflow;
	path: string;
	items: PaymentItem[];
}

async function runOnce(
	stage: Stage,
	probe: Helper<ProbeHelper>,
	{ workflow, path, items }: Task,
): Promise<Run> {
	await stage.simulator.forgetRequests();
	await probe.start(readiness(stage.n8n.url), stage.n8n.pid);
	const begun = performance.now();
	await post(stage, path, { items });
	const wallMs = Math.round(performance.now() - begun);
	const [newest] = await waitForExecutions(stage.rest, workflow);
	const observed = await probe.stop();

	const execution = await readExecution(stage.rest, stage.host, newest!);
	const { payments, exchanges } = await stage.simulator.received();
	checkRun(execution, payments, items.length);
	return { nodeMs: execution.took(measuredNode), wallMs, exchanges, observed };
}

/** A run in which anything went wrong is no measurement. */
function checkRun({ status, error }: Execution, payments: number, expected: number): void {
	if (status !== 'success') throw new Error(`An execution ended with ${status}: ${error}`);
	if (payments === expected) return;
	throw new Error(`${payments} payments were accepted in place of ${expected}.`);
}

const readiness = (url: string) => `${url}/healthz/readiness`;

async function post({ n8n }: Stage, path: string, body: unknown): Promise<void> {
	const answer = await fetch(`${n8n.url}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`n8n answered ${answer.status} to POST ${path}: ${text}`);
}
