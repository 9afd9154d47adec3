/** Longest pause between two looks, in milliseconds, when Kopo Kopo asks to be left alone. */
const longestPause = 60_000;

export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** @throws when waiting has become pointless */
	sleep(milliseconds: number): Promise<void>;
}

export interface Polling<Answer> {
	/** Looks once: undefined when there was no answer this time. */
	look(): Promise<Answer | undefined>;
	isFinal(answer: Answer): boolean;
	/** Pause between two looks, in milliseconds; doubled after each look without an answer. */
	interval: number;
	/** Milliseconds after which the last look is taken. */
	timeout: number;
	clock: Clock;
}

/** Looks until the answer is final or the time is up. The last answer comes with the verdict. */
export async function pollUntilFinal<Answer>({
	look,
	isFinal,
	interval,
	timeout,
	clock,
}: Polling<Answer>): Promise<{ answer: Answer | undefined; timedOut: boolean }> {
	const end = clock.now() + timeout;
	let pause = interval;
	let answer: Answer | undefined;
	do {
		await clock.sleep(Math.min(pause, end - clock.now()));
		const seen = await look();
		if (seen === undefined) {
			pause = Math.min(pause * 2, longestPause);
			continue;
		}
		answer = seen;
		pause = interval;
		if (isFinal(seen)) return { answer, timedOut: false };
	} while (clock.now() < end);
	return { answer, timedOut: true };
}
