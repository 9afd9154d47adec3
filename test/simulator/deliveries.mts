import { randomUUID } from 'node:crypto';
import type { Schedule } from './clock.mts';
import { isoTime } from './format.mts';
import type { Authenticity } from './scenarios.mts';
import { SIGNATURE_HEADER, sign } from './signature.mts';

/** One try to hand over a delivery: the HTTP status it was answered, null for no answer. */
export interface Attempt {
	at: string;
	status: number | null;
	/** The beginning of what it was answered. */
	answer?: string;
	error?: string;
}

/** A webhook or a result on its way to the merchant. */
export interface Delivery {
	id: string;
	url: string;
	/** The event type of a webhook, or the JSON type of a result. */
	topic: string;
	body: string;
	/** The id of what it tells of: a resource, or else a customer's payment. */
	cause: string;
	signature: string;
	at: string;
	attempts: Attempt[];
}

export interface Message {
	url: string;
	topic: string;
	body: string;
	cause: string;
}

export interface DeliveryOptions {
	schedule: Schedule;
	apiKey: string;
	/** Milliseconds, on the clock, between one attempt and the next. */
	retryDelays: readonly number[];
	/** Milliseconds of real time after which an attempt counts as unanswered. */
	timeout: number;
	changed: () => void;
}

/** As many characters of an answer as anybody will read. */
const ANSWER_LENGTH = 2000;

const FORGER_KEY = 'a-key-of-somebody-else';

/** POSTs a signed body and gives what was answered; redirects are not followed. */
export async function post(
	url: string,
	body: string | Buffer,
	headers: Record<string, string>,
	signal: AbortSignal,
): Promise<{ status: number; body: string }> {
	// Nobody has such a name (RFC 6761), so that no resolver has to be asked.
	if (new URL(url).hostname.endsWith('.invalid')) throw new Error('getaddrinfo ENOTFOUND');
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/json',
			'User-Agent': 'Kopo-Kopo-Simulator',
			...headers,
		},
		body,
		redirect: 'manual',
		signal,
	});
	return { status: response.status, body: await response.text() };
}

/** Everything that is sent to the merchant: signed, recorded, and sent again until it is accepted. */
export class Deliveries {
	readonly all: Delivery[] = [];
	private readonly underWay = new Set<Promise<void>>();
	private stop = new AbortController();

	constructor(private readonly options: DeliveryOptions) {}

	/**
	 * Sends a message once for each of `copies`, all at the same time. The promise resolves after the
	 * first attempt of each, whatever came of it.
	 */
	send(message: Message, copies: readonly Authenticity[] = ['genuine']): Promise<Delivery[]> {
		return Promise.all(copies.map((authenticity) => this.sendOne(message, authenticity)));
	}

	/**
	 * Sends the same bytes, with the same signature, once more. Resolves after the attempt.
	 *
	 * @throws RangeError when there is no such delivery
	 */
	async resend(id: string): Promise<Delivery> {
		const delivery = this.all.find((each) => each.id === id);
		if (!delivery) throw new RangeError(`No such delivery: ${id}`);
		await this.attempt(delivery, []);
		return delivery;
	}

	/** The signal that ends a request when the simulator forgets it or the time is up. */
	signal(): AbortSignal {
		return AbortSignal.any([this.stop.signal, AbortSignal.timeout(this.options.timeout)]);
	}

	/** Resolves when no attempt is under way; retries that wait for the clock do not count. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Ends the attempts under way, for good. */
	end(): void {
		this.stop.abort();
		this.stop = new AbortController();
	}

	/** Forgets all deliveries. */
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
		// A forger does not try again.
		await this.attempt(delivery, genuine ? this.options.retryDelays : []);
		return delivery;
	}

	private attempt(delivery: Delivery, retryDelays: readonly number[]): Promise<void> {
		const attempt = this.tryOnce(delivery, retryDelays).finally(() => {
			this.underWay.delete(attempt);
		});
		this.underWay.add(attempt);
		return attempt;
	}

	private async tryOnce(delivery: Delivery, retryDelays: readonly number[]): Promise<void> {
		const { schedule, changed } = this.options;
		const stopped = this.stop.signal;
		const at = isoTime(schedule.now());
		const headers = { [SIGNATURE_HEADER]: delivery.signature };

		const attempt = await post(delivery.url, delivery.body, headers, this.signal()).then(
			({ status, body }): Attempt => ({ at, status, answer: body.slice(0, ANSWER_LENGTH) }),
			(error: Error): Attempt => ({ at, status: null, error: reasonOf(error) }),
		);
		if (stopped.aborted) return;
		delivery.attempts.push(attempt);
		changed();

		const [delay, ...later] = retryDelays;
		if (delay === undefined || accepted(attempt)) return;
		// Somebody may have sent it again meanwhile, by hand.
		schedule.after(delay, () =>
			delivery.attempts.some(accepted) ? undefined : this.attempt(delivery, later),
		);
	}
}

function accepted({ status }: Attempt): boolean {
	return status !== null && status >= 200 && status < 300;
}

/** `fetch` tells the reason, such as a refused connection, in the cause of its error. */
function reasonOf({ message, cause }: Error): string {
	const reason = cause as NodeJS.ErrnoException | undefined;
	return reason?.code ?? reason?.message ?? message;
}
