import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { acceptedAttempts, type SentEvent } from './events.mts';
import { eventsIn, fatesOf } from './fates.mts';
import { storedExecutions, type StoredExecution } from './ledger.mts';
import { evidenceOf, nameLosses } from './losses.mts';
import type { Passed } from './nginx.mts';
import type { Result } from './result.mts';
import type { Stand } from './stand.mts';

/** A time at which a webhook processor was killed: what it knew of deliveries went with it. */
export interface Kill {
	/** As nginx names it. */
	processor: string;
	at: number;
}

/** All that was seen of the events that were sent to a workflow. */
export interface Seen {
	trial: string;
	events: SentEvent[];
	executions: StoredExecution[];
	passed: Passed[];
	kills: Kill[];
}

/** Counts in n8n's database what happened to the events that were sent to a workflow, and reports each loss. */
export async function countDeliveries(
	stand: Stand,
	workflow: StoredWorkflow,
	events: SentEvent[],
	trial: string,
	kills: Kill[] = [],
): Promise<Result> {
	const executions = await storedExecutions(stand, workflow);
	const result = tally({ trial, events, executions, passed: await stand.passed(), kills });
	for (const text of result.evidence) stand.report(`${trial}: ${text}`);
	return result;
}

/** Counts what happened to events: a loss that nothing explains counts as lost. */
export function tally({ trial, events, executions, passed, kills }: Seen): Result {
	const fates = fatesOf(events, executions);
	const genuine = fates.filter(({ event }) => !event.forged);
	const unfinished = genuine.filter(({ done }) => done.length === 0);
	const lost = unfinished.filter(({ event }) => acceptedAttempts(event).length > 0);
	const unaccepted = unfinished.filter(({ event }) => acceptedAttempts(event).length === 0);

	// What n8n has erased names no event any more.
	const erased = executions.filter((one) => one.status !== 'success' && eventsIn(one).length === 0);
	const losses = nameLosses(lost, erased);
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
	const lossNames = [...losses.values()];
	return {
		trial,
		sent: events.reduce((sum, { deliveries }) => sum + deliveries.length, 0),
		lost: unnamed(lossNames),
		unaccepted: unaccepted.length,
		twice: unnamed(doubles),
		forged: fates.filter(({ event, done, undone }) => event.forged && done.length + undone.length)
			.length,
		lostByN8n: named(lossNames).length,
		explained: named(doubles).length,
		notes: countNames(named([...lossNames, ...doubles])),
		evidence: [
			...[...losses].map(([fate, name]) => evidenceOf(fate, name, executions)),
			...unaccepted.map((fate) => evidenceOf(fate, 'never accepted', executions)),
		],
	};
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
