import { setTimeout as sleep } from 'node:timers/promises';

const pause = 200;

/**
 * Asks again and again until there is an answer other than undefined.
 * @throws when there is none in time, naming what was waited for.
 */
export async function waitFor<T>(
	what: string,
	seconds: number,
	ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`No ${what} within ${seconds} s.`);
		await sleep(pause);
	}
}
