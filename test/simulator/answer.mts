import type { Response } from 'express';
import type { Clock } from './clock.mts';
import type { Json } from './json.mts';

export interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** JSON, or text that is sent unchanged. */
	body?: Json | string;
	/** Without a delay, the answer is sent at once. */
	delay?: { ms: number; clock: Clock };
	/** Closes the connection instead of answering. */
	drop?: boolean;
}

/** Replaces the usual answer. */
export interface Override {
	status?: number;
	headers?: Record<string, string>;
	body?: string;
	/** In milliseconds. Without other fields, it delays the usual answer. */
	delay?: number;
	/** Closes the connection without an answer before or after the request takes effect. */
	dropConnection?: 'before' | 'after';
	/** Lets the request take effect first. */
	afterEffect?: boolean;
}

/** An error in Kopo Kopo's format: `{ "error_code": 400, "error_message": "..." }`. */
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

/** The answer of `handle`, or the one of a {@link Refusal} that it throws. */
export function answerOf(handle: () => Answer): Answer {
	try {
		return handle();
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

/** Applies an override. Calling `handle` makes the request take effect. */
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

/** Sends an answer after its delay, unless the client disconnects first. */
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
