import { sleep } from 'n8n-workflow';

/** Milliseconds of a long loop before n8n can do other work. */
const turn = 15;

/** Call the function in each round of a long loop. */
export function takeTurns(): () => Promise<void> {
	let begun = Date.now();
	return async () => {
		if (Date.now() - begun <= turn) return;
		await sleep(0);
		begun = Date.now();
	};
}
