const longestPauseMs = 60_000;

export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** @throws to stop the polling */
	sleep(milliseconds: number): Promise<void>;
}

export interface PollingOptions<Answer> {
	checkOnce(): Promise<Answer | undefined>;
	isFinal(answer: Answer): boolean;
	/** In milliseconds, like `timeout`; doubled after each check without an answer. */
	interval: number;
	timeout: number;
	clock: Clock;
}

/** Checks until an answer is final or the time is up, and returns the last answer. */
export async function pollUntilFinal<Answer>({
	checkOnce,
	isFinal,
	interval,
	timeout,
	clock,
}: PollingOptions<Answer>): Promise<{ answer: Answer | undefined; timedOut: boolean }> {
	const end = clock.now() + timeout;
	let pause = interval;
	let answer: Answer | undefined;
	do {
		await clock.sleep(Math.min(pause, end - clock.now()));
		const current = await checkOnce();
		if (current === undefined) {
			pause = Math.min(pause * 2, longestPauseMs);
			continue;
		}
		answer = current;
		pause = interval;
		if (isFinal(current)) return { answer, timedOut: false };
	} while (clock.now() < end);
	return { answer, timedOut: true };
}
