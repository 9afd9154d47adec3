import type { Request, RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isoTime } from './format.mts';

/** A request to the API. */
export interface RecordedRequest {
	id: string;
	method: string;
	/** With the query. */
	path: string;
	headers: IncomingHttpHeaders;
	/** Unchanged. */
	body: string;
	/** 0 until it is answered, and if the connection was dropped. */
	status: number;
	at: string;
	/** The ID of the resource that it created. */
	created?: string;
}

const records = new WeakMap<Request, RecordedRequest>();

/** Middleware that records requests. Needs the raw body. */
export function recordInto(
	requests: RecordedRequest[],
	now: () => number,
	changed: () => void,
): RequestHandler {
	return (request, response, next) => {
		const recorded: RecordedRequest = {
			id: randomUUID(),
			method: request.method,
			path: request.originalUrl,
			headers: request.headers,
			body: rawBody(request.body).toString(),
			status: 0,
			at: isoTime(now()),
		};
		requests.push(recorded);
		records.set(request, recorded);
		response.on('finish', () => {
			recorded.status = response.statusCode;
			changed();
		});
		next();
	};
}

/** Records which resource a request created. */
export function noteCreated(request: Request, id: string): void {
	const recorded = records.get(request);
	if (recorded) recorded.created = id;
}

/** The bytes that `express.raw` read. Empty without a body. */
export function rawBody(body: unknown): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
