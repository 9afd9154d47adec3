import type { Request, RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isoTime } from './format.mts';

/** A request to the API. */
export interface RecordedRequest {
	id: string;
	method: string;
	/** With its query. */
	path: string;
	headers: IncomingHttpHeaders;
	/** As it came. */
	body: string;
	/** What it was answered; 0 while it is not, and for good where the connection was dropped. */
	status: number;
	at: string;
	/** The id of the resource that it created. */
	created?: string;
}

const records = new WeakMap<Request, RecordedRequest>();

/** Middleware that records requests, in the order they come, when their raw body has been read. */
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

/** Notes, with the record of a request, which resource it created. */
export function noteCreated(request: Request, id: string): void {
	const recorded = records.get(request);
	if (recorded) recorded.created = id;
}

/** The bytes that `express.raw` read; none for a request without a body. */
export function rawBody(body: unknown): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
