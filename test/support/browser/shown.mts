import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { pageTimeout } from './chromium.mts';

const pause = 100;

/** Expects that a page comes to show a value: it is drawn piece by piece. */
export async function expectShown<T>(read: () => Promise<T>, expected: T): Promise<void> {
	const deadline = Date.now() + pageTimeout;
	while (!isDeepStrictEqual(await read(), expected) && Date.now() < deadline) await sleep(pause);
	expect(await read()).toEqual(expected);
}
