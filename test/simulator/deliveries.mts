import { randomUUID } from 'node:crypto';
import type { Schedule } from './clock.mts';
import { isoTime } from './format.mts';
import type { Authenticity } from './scenarios.mts';
import { SIGNATURE_HEADER, sign } from './signature.mts';

/** One attempt to send a delivery. */
export interface Attempt {
	at: string;
	/** The HTTP status of the response; null without a response. */
	status: number | null;
	/** The beginning of the response body. */
	answer?: string;
	error?: string;
}

export interface Message {
	/** The result of a request goes to its callback URL, an event to the webhooks subscribed to it. */
	kind: 'callback' | 'webhook';
	url: string;
	/** The event type of a webhook, or the JSON type of a callback. */
	topic: string;
	body: string;
	/** The ID of the resource, or of a payment that the customer made without a request. */
	cause: string;
}

/** A webhook or a callback, with every attempt to send it. */
export interface Delivery extends Message {
	id: string;
	signature: string;
	at: string;
	attempts: Attempt[];
}

export interface DeliveryOptions {
	schedule: Schedule;
	apiKey: string;
	/** Milliseconds, on the clock, between two attempts. */
	retryDelays: readonly number[];
	/** Milliseconds of real time until an attempt without a response fails. */
	timeout: number;
	changed: () => void;
}

/** In characters. */
const ANSWER_LENGTH = 2000;

const FORGER_KEY = 'a-forged-api-key';

/** The simulator was reset. */
class Ended extends Error {}

async function post(
	url: string,
	body: string | Buffer,
	headers: Record<string, string>,
	signal: AbortSignal,
): Promise<{ status: number; body: string }> {
	// RFC 6761 reserves these names, so there is no need for a DNS lookup.
	if (new URL(url).hostname.endsWith('.invalid')) throw new Error('ENOTFOUND');
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/json',
			'User-Agent': 'Kopo-Kopo-Simulator',
			// A busy n8n may close an idle connection while the next delivery is on its way.
			Connection: 'close',
			...headers,
		},
		body,
		redirect: 'manual',
		signal,
	});
	return { status: response.status, body: await response.text() };
}

/** Signs and records what is sent to the merchant, and retries until it is accepted. */
export class Deliveries {
	readonly all: Delivery[] = [];
	private readonly running = new Set<Promise<void>>();
	private readonly requests = new Set<AbortController>();

	constructor(private readonly options: DeliveryOptions) {}

	/**
	 * Sends a message once for each of `copies`, all at the same time. Resolves after the first attempt
	 * of each, successful or not.
	 */
	send(message: Message, copies: readonly Authenticity[] = ['genuine']): Promise<Delivery[]> {
		return Promise.all(copies.map((authenticity) => this.sendOne(message, authenticity)));
	}

	/**
	 * Sends the same bytes with the same signature again. Resolves after the attempt.
	 *
	 * @throws RangeError if the delivery does not exist
	 */
	async resend(id: string): Promise<Delivery> {
		const delivery = this.all.find((each) => each.id === id);
		if (!delivery) throw new RangeError(`Unknown delivery: ${id}`);
		await this.attempt(delivery, []);
		return delivery;
	}

	/**
	 * POSTs a body and returns the response. Does not follow redirects.
	 *
	 * @throws Error without a response, after the timeout and when the simulator is reset
	 */
	async post(
		url: string,
		body: string | Buffer,
		headers: Record<string, string>,
	): Promise<{ status: number; body: string }> {
		const { timeout } = this.options;
		// Node 20 can lose the timeout of an `AbortSignal.any` to the garbage collector.
		const request = new AbortController();
		const timer = setTimeout(
			() => request.abort(new Error(`No response after ${timeout} ms`)),
			timeout,
		);
		this.requests.add(request);
		try {
			return await post(url, body, headers, request.signal);
		} finally {
			clearTimeout(timer);
			this.requests.delete(request);
		}
	}

	/** Resolves when no attempt is running. Does not wait for retries that are still to come. */
	async settled(): Promise<void> {
		while (this.running.size > 0) await Promise.all(this.running);
	}

	/** Aborts the running attempts and their retries. */
	end(): void {
		for (const request of this.requests) request.abort(new Ended());
	}

	/** Deletes all deliveries. */
	clear(): void {
		this.end();
		this.all.length = 0;
	}

	private async sendOne(message: Message, authenticity: Authenticity): Promise<Delivery> {
		const genuine = authenticity === 'genuine';
		const delivery: Delivery = {
			id: randomUUID(),
			...message,
			signature: sign(message.body, genuine ? this.options.apiKey : FORGER_KEY),
			at: isoTime(this.options.schedule.now()),
			attempts: [],
		};
		this.all.push(delivery);
		this.options.changed();
		await this.attempt(delivery, genuine ? this.options.retryDelays : []);
		return delivery;
	}

	private attempt(delivery: Delivery, retryDelays: readonly number[]): Promise<void> {
		const attempt = this.tryOnce(delivery, retryDelays).finally(() => {
			this.running.delete(attempt);
		});
		this.running.add(attempt);
		return attempt;
	}

	private async tryOnce(delivery: Delivery, retryDelays: readonly number[]): Promise<void> {
		const { schedule, changed } = this.options;
		const at = isoTime(schedule.now());
		const headers = { [SIGNATURE_HEADER]: delivery.signature };

		const attempt = await this.post(delivery.url, delivery.body, headers).then(
			({ status, body }): Attempt => ({ at, status, answer: body.slice(0, ANSWER_LENGTH) }),
			(error: Error): Attempt | undefined =>
				error instanceof Ended ? undefined : { at, status: null, error: reasonOf(error) },
		);
		if (!attempt) return;
		delivery.attempts.push(attempt);
		changed();

		const [delay, ...later] = retryDelays;
		if (delay === undefined || accepted(attempt)) return;
		// A person may have resent it in the meantime.
		schedule.after(delay, () =>
			delivery.attempts.some(accepted) ? undefined : this.attempt(delivery, later),
		);
	}
}

function accepted({ status }: Attempt): boolean {
	return status !== null && status >= 200 && status < 300;
}

/** `fetch` puts the reason, such as a refused connection, in the cause of its error. */
function reasonOf({ message, cause }: Error): string {
	const reason = cause as NodeJS.ErrnoException | undefined;
	return reason?.code ?? reason?.message ?? message;
}
