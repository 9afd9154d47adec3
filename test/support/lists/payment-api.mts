import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { loopback } from '../host/ports.mts';

/** As much of Kopo Kopo's API as Send Payment needs: the simulator keeps too much of each for long lists. */
export interface PaymentApi {
	url: string;
	application: { clientId: string; clientSecret: string; apiKey: string };
	/** The destinations of the payments that it was sent, in order, whether it has answered them or not. */
	sent: string[];
	/** When it was sent the first payment since the last reset, and when the last; in milliseconds. */
	times: { first: number; last: number };
	/** Leaves payments without an answer once it was sent so many since the last reset. */
	holdAfter(count: number): void;
	/** Forgets what it was sent, and answers again. */
	reset(): void;
	close(): Promise<void>;
}

export async function startPaymentApi(): Promise<PaymentApi> {
	let most = Infinity;
	const pay = async (request: IncomingMessage, response: ServerResponse) => {
		const body = JSON.parse(await text(request)) as { destination_reference: string };
		api.times.last = performance.now();
		if (api.sent.length === 0) api.times.first = api.times.last;
		api.sent.push(body.destination_reference);
		if (api.sent.length > most) return;
		response.writeHead(201, { Location: `${api.url}/api/v1/payments/${randomUUID()}` }).end();
	};
	const server = createServer((request, response) => {
		if (request.url === '/api/v1/payments') return void pay(request, response);
		request.resume();
		const token = { access_token: 'token', token_type: 'Bearer', expires_in: 3600 };
		response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(token));
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	const api: PaymentApi = {
		url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
		application: { clientId: 'client', clientSecret: 'secret', apiKey: 'key' },
		sent: [],
		times: { first: 0, last: 0 },
		holdAfter(count) {
			most = count;
		},
		reset() {
			most = Infinity;
			api.sent = [];
		},
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return api;
}
