import { triggerNode } from '../support/workflows/trigger.mts';
import type { SentEvent } from './events.mts';
import type { StoredExecution } from './ledger.mts';

/** What happened to an event, in n8n's database. */
export interface Fate {
	event: SentEvent;
	/** Executions that succeeded. */
	done: StoredExecution[];
	/** Executions that did not. */
	undone: StoredExecution[];
}

/** The IDs of the events that started an execution; none if n8n has erased them. */
export const eventsIn = (execution: StoredExecution): string[] =>
	[...execution.output(triggerNode), ...execution.waiting].flatMap(({ id }) =>
		typeof id === 'string' ? [id] : [],
	);

/** Finds the executions of each event. */
export function fatesOf(
	events: readonly SentEvent[],
	executions: readonly StoredExecution[],
): Fate[] {
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
