import { randomUUID } from 'node:crypto';
import { sign } from '../simulator/signature.mts';
import { readExecution, waitForExecutions } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { waitFor } from '../support/host/wait.mts';
import * as format from './format.mts';
import { startHelper, type Helper } from './helper.mts';
import type { LoadHelper, Message, Round } from './load.helper.mts';
import { atLeast, type Findings, type Section } from './section.mts';
import { onStage, type Stage } from './stage.mts';
import { median, medianRatio } from './statistics.mts';
import {
	onCheckedWebhook,
	onEmptyTrigger,
	onKopoKopoEvent,
	onVerifiedWebhook,
	onWebhook,
	verdictNode,
	verifyNode,
} from './workflows.mts';

const connections = 16;
const event = 'buygoods_transaction_received';
const executionSeconds = 120;

const names = {
	ours: 'Kopo Kopo Trigger',
	bare: 'Webhook, nothing checked',
	checked: 'Webhook, Crypto, If',
	verified: 'Webhook, Verify',
	empty: 'Empty community trigger',
	forged: 'Kopo Kopo Trigger, forged',
} as const;

type Name = keyof typeof names;
const inTurn = Object.keys(names) as Name[];

interface Contender {
	workflow: StoredWorkflow;
	url: string;
	/** Signs what it is sent. */
	key: string;
	/** What each delivery is answered, and how many executions it starts. */
	status: number;
	starts: 0 | 1;
}

/** A round, and the seconds until n8n was through with what it had started. */
type Drained = Round & { drainSeconds: number };

type Rounds = Record<Name, Drained[]>;

/** The trigger beside other ways to start a workflow by a delivery. */
export const measureTrigger: Section = ({ pairs, deliveries }, report) =>
	onStage(report, async (stage) => {
		const load = startHelper<LoadHelper>(new URL('load.helper.mts', import.meta.url));
		const { contenders, sample } = await open(stage);
		const send = (name: Name, count: number) =>
			sendRound(stage, load, contenders[name], makeMessages(sample, contenders[name].key, count));

		for (const name of inTurn) await send(name, Math.ceil(deliveries / 4));
		await checkVerdict(stage, contenders.checked.workflow, verdictNode);
		await checkVerdict(stage, contenders.verified.workflow, verifyNode);

		const rounds: Rounds = {
			ours: [],
			bare: [],
			checked: [],
			verified: [],
			empty: [],
			forged: [],
		};
		for (let pair = 1; pair <= pairs; pair += 1) {
			for (const name of inTurn) {
				const round = await send(name, deliveries);
				rounds[name].push(round);
				report(`round ${pair}, ${names[name]}: ${format.perSecond(deliveries / round.seconds)} /s`);
			}
		}
		return findings(rounds, deliveries);
	});

async function open(
	stage: Stage,
): Promise<{ contenders: Record<Name, Contender>; sample: string }> {
	const { provider, n8n } = stage;
	const { apiKey } = provider.application;
	const hmac = await stage.rest.createCredential({
		name: 'API key',
		type: 'crypto',
		data: { hmacSecret: apiKey },
	});
	const contender = async (draft: ReturnType<typeof onWebhook>): Promise<Contender> => ({
		workflow: await stage.open(draft),
		url: `${n8n.url}/${draft.path}`,
		key: apiKey,
		status: 200,
		starts: 1,
	});

	const ours = await contender(onKopoKopoEvent(stage.credential, event));
	const [delivered] = await stage.simulator.deliverPayment();
	if (!delivered) throw new Error('The trigger is active but has made no subscription.');
	const contenders = {
		ours: { ...ours, url: delivered.url },
		bare: await contender(onWebhook()),
		checked: await contender(onCheckedWebhook(hmac)),
		verified: await contender(onVerifiedWebhook(stage.credential)),
		empty: await contender(onEmptyTrigger()),
		forged: {
			...ours,
			url: delivered.url,
			key: "somebody else's",
			status: 401,
			starts: 0 as const,
		},
	};
	return { contenders, sample: delivered.body };
}

interface EventBody {
	event: { resource: object };
}

/** Events like the sample, none of which was sent before. */
function makeMessages(sample: string, key: string, count: number): Message[] {
	const body = JSON.parse(sample) as EventBody;
	return Array.from({ length: count }, () => {
		const resource = { ...body.event.resource, id: randomUUID(), reference: randomUUID() };
		const text = JSON.stringify({ ...body, id: randomUUID(), event: { ...body.event, resource } });
		return { body: text, signature: sign(text, key) };
	});
}

/** Sends a round and waits until n8n is through with all that it has started. */
async function sendRound(
	{ rest }: Stage,
	load: Helper<LoadHelper>,
	{ url, workflow, status, starts }: Contender,
	messages: Message[],
): Promise<Drained> {
	const before = await rest.countExecutions(workflow);
	const round = await load.send(url, messages, connections);
	const answered = performance.now();

	const count = messages.length;
	if (round.statuses[status] !== count) {
		const statuses = JSON.stringify(round.statuses);
		throw new Error(`${count} deliveries to ${url} were answered ${statuses}, not ${status}.`);
	}
	const expected = before + starts * count;
	await waitFor(`end of ${count} executions`, executionSeconds, async () =>
		(await rest.countExecutions(workflow, 'success')) >= expected ? true : undefined,
	);
	const drainSeconds = (performance.now() - answered) / 1000;
	const all = await rest.countExecutions(workflow);
	if (all === expected) return { ...round, drainSeconds };
	throw new Error(`${count} deliveries to ${url} have made ${all - before} executions.`);
}

/** A check that lets nothing pass would be faster than one that works. */
async function checkVerdict(
	{ rest, host }: Stage,
	workflow: StoredWorkflow,
	node: string,
): Promise<void> {
	const [newest] = await waitForExecutions(rest, workflow);
	const passed = (await readExecution(rest, host, newest!)).output(node);
	if (passed.length !== 1) throw new Error(`"${node}" lets no delivery pass.`);
}

function findings(rounds: Rounds, deliveries: number): Findings {
	const rates = (name: Name) => rounds[name].map(({ seconds }) => deliveries / seconds);
	const ratio = (one: Name, other: Name) => medianRatio(rates(one), rates(other));
	const rows = inTurn.map((name) => [
		names[name],
		format.perSecond(median(rates(name))),
		name === 'forged' ? '' : format.ratio(ratio(name, 'bare')),
		name === 'forged' ? '' : format.ratio(ratio(name, 'empty')),
		name === 'forged' ? format.ratio(ratio(name, 'ours')) : '',
	]);
	return {
		title: `Trigger: deliveries over ${connections} connections`,
		method:
			`Answers per second in rounds of ${format.count(deliveries)} deliveries, each another signed event, and ratios. ` +
			'Each started one execution that succeeded and was saved; no forgery started any.',
		table: {
			columns: ['Deliveries to', 'Per second', 'to Webhook', 'to empty', 'to genuine'],
			rows,
		},
		goals: [
			atLeast('Ratio to the bare Webhook', ratio('ours', 'bare'), 0.65, format.ratio),
			atLeast(
				'Verify, ratio to Webhook, Crypto, If',
				ratio('verified', 'checked'),
				0.9,
				format.ratio,
			),
			atLeast('Ratio to the empty trigger', ratio('ours', 'empty'), 1, format.ratio),
			atLeast('Forged ones, ratio to genuine ones', ratio('forged', 'ours'), 3, format.ratio),
		],
		raw: { connections, deliveries, rounds },
	};
}
