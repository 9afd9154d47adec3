import type { RequestHandler } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { isoTime } from './format.mts';

/** A request to the API. */
export interface RecordedRequest {
	method: string;
	/** With its query. */
	path: string;
	headers: IncomingHttpHeaders;
	/** As it came. */
	body: string;
	/** What it was answered; 0 while it is not, and for good where the connection was dropped. */
	status: number;
	at: string;
}

/** Middleware that records requests, in the order they come, when their raw body has been read. */
export function recordInto(
	requests: RecordedRequest[],
	now: () => number,
	changed: () => void,
): RequestHandler {
	return (request, response, next) => {
		const recorded: RecordedRequest = {
			method: request.method,
			path: request.originalUrl,
			headers: request.headers,
			body: rawBody(request.body).toString(),
			status: 0,
			at: isoTime(now()),
		};
		requests.push(recorded);
		response.on('finish', () => {
			recorded.status = response.statusCode;
			changed();
		});
		next();
	};
}

/** The bytes that `express.raw` read; none for a request without a body. */
export function rawBody(body: unknown): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
