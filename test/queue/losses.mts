import { acceptedAttempts, type Attempt } from './events.mts';
import { eventsIn, type Fate } from './fates.mts';
import type { StoredExecution } from './ledger.mts';
import { matchMost } from './matching.mts';

/** Milliseconds by which a stored time may differ from the clock, through rounding. */
const rounding = 1;

const wasStoredIn = ({ createdAt }: StoredExecution, { start, end }: Attempt) =>
	createdAt >= start - rounding && createdAt <= end + rounding;

/**
 * Names how n8n lost each event that the sender was told had arrived; null for no known way.
 *
 * @param erased executions that name no event: each explains at most one loss
 */
export function nameLosses(
	lost: readonly Fate[],
	erased: readonly StoredExecution[],
): Map<Fate, string | null> {
	const nameless = lost.filter(({ undone }) => undone.length === 0);
	const own = matchMost(nameless, erased, ({ event }, execution) =>
		acceptedAttempts(event).some((attempt) => wasStoredIn(execution, attempt)),
	);
	return new Map(
		lost.map((fate) => {
			const execution = fate.undone[0] ?? own.get(fate);
			return [fate, execution ? nameOf(execution, fate.undone.length === 0) : null];
		}),
	);
}

/** From MaxStalledCountError, which n8n stores when the worker of an execution is gone. */
const stalled = 'failed to be processed too many times';

function nameOf({ status, startedAt, error }: StoredExecution, isErased: boolean): string {
	if (isErased) {
		return error?.includes(stalled)
			? 'stored, and erased when its worker died'
			: 'stored, and erased after an error of n8n';
	}
	if (status !== 'crashed') return `stored, and left as "${status}"`;
	return startedAt === null
		? 'stored, and marked as crashed without a start'
		: 'started, and marked as crashed before its end was stored';
}

/** Milliseconds before and after an event's attempts in which executions may have to do with it. */
const around = 10_000;

/** All that is known of an event that was lost, or never accepted: to find out how. */
export function evidenceOf(
	{ event }: Fate,
	name: string | null,
	executions: readonly StoredExecution[],
): string {
	const attempts = event.deliveries.flat();
	const from = Math.min(...attempts.map(({ start }) => start)) - around;
	const to = Math.max(...attempts.map(({ end }) => end)) + around;
	const near = executions.filter(
		({ status, createdAt }) => status !== 'success' && createdAt >= from && createdAt <= to,
	);
	return [
		`event ${event.id}: ${name ?? 'not explained'}`,
		...attempts.map(
			({ start, end, status }) => `sent ${time(start)} to ${time(end)}: ${status ?? 'no answer'}`,
		),
		...near.map(
			(execution) =>
				`execution ${execution.id} is "${execution.status}", created ${time(execution.createdAt)}, ` +
				`${execution.startedAt === null ? 'not started' : `started ${time(execution.startedAt)}`}, ` +
				`of ${eventsIn(execution).join() || 'no event'}: ${execution.error ?? 'no error'}`,
		),
	].join('\n\t');
}

const time = (at: number) => new Date(at).toISOString().slice(11, -1);
