import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../simulator/simulator.mts';

/** One time that an event was sent, as a provider sees it. */
export interface Attempt {
	at: number;
	/** Null for no answer. */
	status: number | null;
}

/** An event that is delivered, and all that was sent of it. */
export interface SentEvent {
	id: string;
	body: string;
	signature: string;
	forged: boolean;
	/** The attempts of the first delivery, and of each copy. */
	deliveries: Attempt[][];
}

interface EventBody {
	event: { resource: object };
}

/** Events like a sample, none of which was sent before; of every hundred, so many are forged. */
export function makeEvents(
	simulator: Simulator,
	sample: string,
	count: number,
	forgedPercent: number,
): SentEvent[] {
	const body = JSON.parse(sample) as EventBody;
	return Array.from({ length: count }, (_, index) => {
		const id = randomUUID();
		const resource = { ...body.event.resource, id: randomUUID(), reference: randomUUID() };
		const text = JSON.stringify({ ...body, id, event: { ...body.event, resource } });
		const forged = index % 100 < forgedPercent;
		return {
			id,
			body: text,
			signature: forged ? simulator.sign(`${text} `) : simulator.sign(text),
			forged,
			deliveries: [],
		};
	});
}

/** Milliseconds between the attempts of a delivery: a provider that goes on for some minutes. */
const retryDelays = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000];

const accepted = ({ status }: Attempt) => status !== null && status >= 200 && status < 300;

/** Whether the sender was told that an event has arrived. */
export const wasAccepted = ({ deliveries }: SentEvent) => deliveries.flat().some(accepted);

/** Sends an event once, as Kopo Kopo does, and again until it is answered 2xx; a forger does not try again. */
export async function deliver(simulator: Simulator, url: string, event: SentEvent): Promise<void> {
	const attempts: Attempt[] = [];
	event.deliveries.push(attempts);
	for (const delay of event.forged ? [0] : [...retryDelays, 0]) {
		const attempt: Attempt = { at: Date.now(), status: null };
		attempts.push(attempt);
		const { body, signature: sign } = event;
		attempt.status = await simulator.deliver({ url, body, sign }).then(
			({ status }) => status,
			() => null,
		);
		if (accepted(attempt)) return;
		await sleep(delay);
	}
}

/** When a copy comes: half of them beside the first, half of them some time after it. */
const later = 3000;

/** Sends an event, and of every hundred so many a second time. */
export async function deliverWithCopies(
	simulator: Simulator,
	url: string,
	event: SentEvent,
	index: number,
	copiesPercent: number,
): Promise<void> {
	const isCopied = index % 100 >= 100 - copiesPercent;
	const copy = async () => {
		if (index % 2) await sleep(later);
		await deliver(simulator, url, event);
	};
	await Promise.all([deliver(simulator, url, event), ...(isCopied ? [copy()] : [])]);
}
