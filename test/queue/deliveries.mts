import { setTimeout as sleep } from 'node:timers/promises';
import { deliverWithCopies, makeEvents, type SentEvent } from './events.mts';
import { settle } from './ledger.mts';
import type { QueueOptions } from './options.mts';
import { openReceiver, type Receiver } from './receiver.mts';
import type { Result } from './result.mts';
import type { Stand } from './stand.mts';
import { countDeliveries } from './tally.mts';

const copiesPercent = 20;
const forgedPercent = 5;
const atOnce = 16;

export const eventsLike = ({ simulator }: Stand, sample: string, count: number) =>
	makeEvents(simulator, sample, count, forgedPercent);

/** Delivers events so many at a time, with copies of some, until each has been accepted. */
export async function deliverAll(
	{ simulator }: Stand,
	{ url }: Receiver,
	events: SentEvent[],
): Promise<void> {
	const left = events.entries();
	const deliverRest = async () => {
		for (const [index, event] of left) {
			await deliverWithCopies(simulator, url, event, index, copiesPercent);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, deliverRest));
}

/**
 * Delivers one event after the other as long as it is asked to, each whatever becomes of those before; but no more than
 * so many at a time, since nobody's n8n is quick enough for any load.
 */
export async function deliverSteadily(
	{ simulator }: Stand,
	{ url }: Receiver,
	events: SentEvent[],
	{ pause, goesOn }: { pause: number; goesOn(): boolean },
): Promise<SentEvent[]> {
	const underWay = new Set<Promise<void>>();
	const sent: SentEvent[] = [];
	for (const [index, event] of events.entries()) {
		if (!goesOn()) break;
		sent.push(event);
		const delivery = deliverWithCopies(simulator, url, event, index, copiesPercent).finally(() =>
			underWay.delete(delivery),
		);
		underWay.add(delivery);
		await sleep(pause);
		while (underWay.size >= atOnce) await Promise.race(underWay);
	}
	await Promise.all(underWay);
	return sent;
}

const patience = 30;

/** A thousand deliveries through nginx, while nothing goes wrong. */
export async function tryDeliveries(stand: Stand, { deliveries }: QueueOptions): Promise<Result[]> {
	const receiver = await openReceiver(stand);
	const events = eventsLike(stand, await receiver.pay(), deliveries);
	await deliverAll(stand, receiver, events);
	await settle(stand, receiver.workflow, patience);
	return [
		await countDeliveries(
			stand,
			receiver.workflow,
			events,
			`${deliveries.toLocaleString('en')} events, ${copiesPercent} % copied, ${forgedPercent} % forged`,
		),
	];
}
