import type { Response } from 'express';
import type { Clock } from './clock.mts';
import type { Json } from './json.mts';

/** What a request is answered. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** JSON, or text to send as it is; none for an empty body. */
	body?: Json | string;
	/** When to answer; at once where absent. */
	delay?: { ms: number; clock: Clock };
	/** Closes the connection in place of answering. */
	drop?: boolean;
}

/** An answer that takes the place of the ordinary one. */
export interface Override {
	status?: number;
	headers?: Record<string, string>;
	body?: string;
	/** Milliseconds before answering. Alone, it delays the ordinary answer. */
	delay?: number;
	/** Closes the connection without an answer, before or after the request took effect. */
	dropConnection?: 'before' | 'after';
	/** Lets the request take effect first. */
	afterEffect?: boolean;
}

/** A refusal in Kopo Kopo's form: `{ "error_code": 400, "error_message": "..." }`. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly messages: string | string[],
	) {
		super(String(messages));
	}

	get answer(): Answer {
		return {
			status: this.status,
			body: { error_code: this.status, error_message: this.messages },
		};
	}
}

/** The answer of `handle`, a thrown {@link Refusal} included. */
export function answerOf(handle: () => Answer): Answer {
	try {
		return handle();
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

/** The answer that an override makes of an ordinary one, which `handle` gives by taking effect. */
export function overridden(override: Override, clock: Clock, handle: () => Answer): Answer {
	const { status, headers, body, delay, dropConnection, afterEffect } = override;
	const replaces = status !== undefined || headers !== undefined || body !== undefined;
	const takesEffect = dropConnection ? dropConnection === 'after' : afterEffect || !replaces;
	const ordinary = takesEffect ? answerOf(handle) : { status: 200 };

	return {
		...(replaces ? { status: status ?? 200, headers, body } : ordinary),
		...(delay && { delay: { ms: delay, clock } }),
		...(dropConnection && { drop: true }),
	};
}

/** Sends an answer when its time has come, unless the client has gone by then. */
export function send(response: Response, answer: Answer): void {
	const finish = () => {
		if (answer.drop) {
			response.destroy();
			return;
		}
		if (answer.body !== undefined) response.type('json');
		response.status(answer.status).set(answer.headers ?? {});
		response.end(typeof answer.body === 'object' ? JSON.stringify(answer.body) : answer.body);
	};
	if (!answer.delay) return finish();
	response.on('close', answer.delay.clock.after(answer.delay.ms, finish));
}
