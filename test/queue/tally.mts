import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { triggerNode } from '../support/workflows/trigger.mts';
import { wasAccepted, type SentEvent } from './events.mts';
import { storedExecutions, type StoredExecution } from './ledger.mts';
import type { Passed } from './nginx.mts';
import type { Result } from './result.mts';
import type { Stand } from './stand.mts';

/** A time at which a webhook processor was killed: what it knew of deliveries went with it. */
export interface Kill {
	/** As nginx names it. */
	processor: string;
	at: number;
}

/** What became of an event in n8n's database. */
interface Fate {
	event: SentEvent;
	/** Executions that came to their end. */
	done: StoredExecution[];
	/** Executions that did not. */
	undone: StoredExecution[];
}

const eventsIn = (execution: StoredExecution) =>
	[...execution.output(triggerNode), ...execution.waiting].map(({ id }) => String(id));

function fatesOf(events: SentEvent[], executions: StoredExecution[]): Fate[] {
	const byEvent = new Map<string, StoredExecution[]>();
	for (const execution of executions) {
		for (const id of new Set(eventsIn(execution))) {
			byEvent.set(id, [...(byEvent.get(id) ?? []), execution]);
		}
	}
	return events.map((event) => {
		const all = byEvent.get(event.id) ?? [];
		const isDone = ({ status }: StoredExecution) => status === 'success';
		return { event, done: all.filter(isDone), undone: all.filter((one) => !isDone(one)) };
	});
}

/** Counts in n8n's database what became of the events that were sent to a workflow. */
export async function countDeliveries(
	stand: Stand,
	workflow: StoredWorkflow,
	events: SentEvent[],
	trial: string,
	kills: Kill[] = [],
): Promise<Result> {
	const executions = await storedExecutions(stand, workflow);
	const passed = await stand.passed();
	const fates = fatesOf(events, executions);
	const genuine = fates.filter(({ event }) => !event.forged);

	const lost = genuine.filter(({ done }) => done.length === 0);
	// What n8n has erased names no event any more.
	const erased = executions.filter((one) => one.status !== 'success' && eventsIn(one).length === 0);
	const losses = lost.map((fate) => lossOf(fate, erased));
	const doubles = genuine
		.filter(({ done }) => done.length > 1)
		.map(({ event }) =>
			explain(
				passed.filter(({ signature }) => signature === event.signature),
				kills,
			),
		);
	const named = (list: (string | null)[]) => list.filter((name) => name !== null);
	const unnamed = (list: (string | null)[]) => list.filter((name) => name === null).length;
	return {
		trial,
		sent: events.reduce((sum, { deliveries }) => sum + deliveries.length, 0),
		lost: unnamed(losses),
		twice: unnamed(doubles),
		forged: fates.filter(({ event, done, undone }) => event.forged && done.length + undone.length)
			.length,
		lostByN8n: named(losses).length,
		explained: named(doubles).length,
		notes: countNames(named([...losses, ...doubles])),
	};
}

/** Milliseconds within which n8n stores what it was sent. */
const sameTime = 2000;

/** What of n8n's own lost an event that the sender was told had arrived; null for nothing that is known. */
function lossOf({ event, undone }: Fate, erased: StoredExecution[]): string | null {
	if (!wasAccepted(event)) return null;
	const [execution] = undone;
	if (execution?.status === 'crashed') return 'stored, and crashed before it ended';
	if (execution) return `stored, and left as "${execution.status}"`;
	// One erased execution accounts for one event that was sent at that time.
	const own = erased.findIndex(({ createdAt }) =>
		event.deliveries.flat().some(({ at }) => Math.abs(createdAt - at) < sameTime),
	);
	if (own < 0) return null;
	erased.splice(own, 1);
	return 'stored, and erased when its worker died';
}

/** 503 is the answer to a copy whose first is not stored yet, and of an n8n that has not taken it. */
const isBroken = ({ status }: Passed) => status >= 499 && status !== 503;

/** Why an event has started more than one execution, from what nginx passed on; null for no known reason. */
function explain(passed: Passed[], kills: Kill[]): string | null {
	const taken = passed.filter(({ processor }) => processor !== '-');
	if (taken.some(isBroken)) return 'started, but not answered 2xx, so sent again';
	if (new Set(taken.map(({ processor }) => processor)).size > 1) {
		return 'copies came to the other webhook processor while the first was down';
	}
	const [first, last] = [taken[0], taken.at(-1)];
	const isBetween = ({ processor, at }: Kill) =>
		processor === first?.processor && at >= first.at - 1000 && at <= last!.at + 1000;
	return kills.some(isBetween) ? 'copies came after their webhook processor was killed' : null;
}

function countNames(names: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}
