import express from 'express';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	headers: IncomingHttpHeaders;
	body: string;
}

/** A merchant's server that records what it receives. */
export interface Receiver {
	url: string;
	received: Received[];
	/** Statuses of the next responses, in order. Then 200. */
	statuses: number[];
	close(): Promise<void>;
}

/** Starts a merchant's server on a loopback address. */
export async function startReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	const statuses: number[] = [];
	const app = express();
	app.use(express.text({ type: () => true }));
	app.post('/hook', (request, response) => {
		received.push({ headers: request.headers, body: request.body as string });
		response.sendStatus(statuses.shift() ?? 200);
	});
	const server = await new Promise<Server>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	const { port } = server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}/hook`,
		received,
		statuses,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
