import { sleep } from 'n8n-workflow';

const longestPauseMs = 60_000;

/** By how much a pause is longer than the one before. */
export const growth = 1.5;

export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** @param due may change meanwhile. @throws to stop the polling */
	sleepUntil(due: () => number): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	sleepUntil: async (due) => await sleep(due() - Date.now()),
};

export interface PollingOptions<Answer> {
	checkOnce(): Promise<Answer | undefined>;
	isFinal(answer: Answer): boolean;
	/** The longest pause after an answer, in milliseconds, like all times. */
	interval: number;
	timeout: number;
	/** The pause before the first check. */
	firstPause?: number;
	/** How long after the start a result is likely, for a check at that time. */
	likelyAfter?: () => number;
	clock: Clock;
}

/** A third of the interval, but at least a second. In milliseconds. */
export const shortPause = (interval: number): number =>
	Math.min(interval, Math.max(1000, Math.round(interval / 3)));

/**
 * Checks until an answer is final or the time is up, and returns the last answer. The pauses grow up to the interval,
 * and double without an answer.
 */
export async function pollUntilFinal<Answer>({
	checkOnce,
	isFinal,
	interval,
	timeout,
	firstPause = shortPause(interval),
	likelyAfter = () => Infinity,
	clock,
}: PollingOptions<Answer>): Promise<{ answer: Answer | undefined; timedOut: boolean }> {
	const begun = clock.now();
	const end = begun + timeout;
	let pause = firstPause;
	let answer: Answer | undefined;
	let isAnswered = true;
	do {
		const last = clock.now();
		await clock.sleepUntil(() => {
			const likely = begun + likelyAfter();
			const isEarlier = isAnswered && likely > last && likely < last + pause;
			return Math.min(isEarlier ? likely : last + pause, end);
		});
		const waited = clock.now() - last;
		const current = await checkOnce();
		isAnswered = current !== undefined;
		pause = isAnswered
			? Math.min(Math.max(waited * growth, shortPause(interval)), interval)
			: Math.min(pause * 2, longestPauseMs);
		if (current === undefined) continue;
		answer = current;
		if (isFinal(current)) return { answer, timedOut: false };
	} while (clock.now() < end);
	return { answer, timedOut: true };
}
