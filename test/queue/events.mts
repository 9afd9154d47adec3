import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../simulator/simulator.mts';

/** One time that an event was sent, as a provider sees it. */
export interface Attempt {
	/** In milliseconds since 1970, as n8n counts them on the same machine. */
	start: number;
	/** When it was answered, or given up. */
	end: number;
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

/** Milliseconds between the attempts of a delivery: the sender retries for some minutes. */
const retryDelays = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000];

const isAccepted = ({ status }: Attempt) => status !== null && status >= 200 && status < 300;

/** The attempts that told the sender that an event has arrived. */
export const acceptedAttempts = ({ deliveries }: SentEvent) => deliveries.flat().filter(isAccepted);

/** Sends an event once, as Kopo Kopo does, and again until it is answered 2xx; a forger does not try again. */
export async function deliver(
	simulator: Pick<Simulator, 'deliver'>,
	url: string,
	event: SentEvent,
): Promise<void> {
	const attempts: Attempt[] = [];
	event.deliveries.push(attempts);
	for (const delay of event.forged ? [0] : [...retryDelays, 0]) {
		const { body, signature: sign } = event;
		const start = Date.now();
		const status = await simulator.deliver({ url, body, sign }).then(
			(answer) => answer.status,
			() => null,
		);
		const attempt = { start, end: Date.now(), status };
		attempts.push(attempt);
		if (isAccepted(attempt)) return;
		await sleep(delay);
	}
}

/** When a copy comes: half of them together with the first, half of them some time after it. */
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
