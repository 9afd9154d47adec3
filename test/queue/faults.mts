import { setTimeout as sleep } from 'node:timers/promises';
import { deliverSteadily, eventsLike } from './deliveries.mts';
import type { SentEvent } from './events.mts';
import { settle } from './ledger.mts';
import { address } from './nginx.mts';
import type { QueueOptions } from './options.mts';
import { openReceiver } from './receiver.mts';
import type { Result } from './result.mts';
import type { Stand } from './stand.mts';
import type { Supervised } from './supervised.mts';
import { countDeliveries, type Kill } from './tally.mts';

type Part = Pick<Supervised<never>, 'name' | 'kill'> & { ready(): Promise<unknown> };

/** What is killed, one after the other. */
const parts = ({ processes, redis, postgres }: Stand): Record<string, Part> => ({
	'a worker': processes['worker-1'],
	'a webhook processor': processes['webhook-1'],
	main: processes.main,
	Redis: redis,
	PostgreSQL: postgres,
});

/** Milliseconds from one event to the next, and before and after a kill. */
const pace = 100;
const before = 3000;
const after = 5000;

/** Longer than a worker's jobs are waited for after its death. */
const patience = 45;

/** Delivers events all the time while each part of queue mode is killed and comes back. */
export async function tryFaults(
	stand: Stand,
	{ deliveries, rounds }: QueueOptions,
): Promise<Result[]> {
	const receiver = await openReceiver(stand);
	const sample = await receiver.pay();
	const kills: Kill[] = [];
	const phases: { what: string; sent: SentEvent[] }[] = [];
	const least = Math.ceil(deliveries / Object.keys(parts(stand)).length);

	for (let round = 0; round < rounds; round += 1) {
		for (const [what, part] of Object.entries(parts(stand))) {
			let isOver = false;
			let sentSoFar = 0;
			const events = eventsLike(stand, sample, 10 * least);
			const sending = deliverSteadily(stand, receiver, events, {
				pause: pace,
				goesOn: () => sentSoFar++ < least || !isOver,
			});
			await sleep(before);
			if (part.name.startsWith('webhook')) kills.push(await killOf(part));
			await part.kill();
			await part.ready();
			await stand.ready();
			await sleep(after);
			isOver = true;
			phases.push({ what, sent: await sending });
			stand.report(`${phases.at(-1)!.sent.length} events were sent while ${what} was killed`);
		}
	}
	await settle(stand, receiver.workflow, patience);
	// What is left has no job any more. Main looks for that when it starts.
	await stand.processes.main.kill();
	await stand.processes.main.ready();
	await settle(stand, receiver.workflow, patience / 3);

	return Promise.all(
		Object.keys(parts(stand)).map((what) => {
			const sent = phases.filter((phase) => phase.what === what).flatMap((phase) => phase.sent);
			const trial = `${sent.length} events while ${what} is killed`;
			return countDeliveries(stand, receiver.workflow, sent, trial, kills);
		}),
	);
}

async function killOf(part: Part): Promise<Kill> {
	const { url } = (await part.ready()) as { url: string };
	return { processor: address(Number(new URL(url).port)), at: Date.now() };
}
