import express, { type Response } from 'express';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { closed, listen, originOf } from '../../simulator/server.mts';

/** A Kopo Kopo API that answers a payment only when the test tells it to. */
export interface PausableApi {
	url: string;
	/** Amounts asked for, in the order in which they arrived. */
	arrived: number[];
	/** Waits until so many have arrived. */
	hasArrived(count: number): Promise<void>;
	/** Answers one that has arrived, by its amount; with 201 unless told otherwise. */
	answer(amount: number, status?: number): void;
	/** Answers all payments that have arrived, and all later ones at once. */
	letGo(): void;
	close(): Promise<void>;
}

export async function startPausableApi(): Promise<PausableApi> {
	const arrived: number[] = [];
	const held = new Map<number, Response>();
	const arrivals = new EventEmitter();
	let holds = true;

	const answer = (amount: number, status = 201) => {
		const location = `/api/v1/incoming_payments/payment-${amount}`;
		held.get(amount)!.status(status).set('Location', location).end();
		held.delete(amount);
	};
	const app = express().use(express.json());
	app.post('/oauth/token', (_request, response) => {
		response.json({ access_token: 'example-token', token_type: 'Bearer', expires_in: 3600 });
	});
	app.post('/api/v1/incoming_payments', (request, response) => {
		const { amount } = request.body as { amount: { value: number } };
		arrived.push(amount.value);
		held.set(amount.value, response);
		if (!holds) answer(amount.value);
		arrivals.emit('arrival');
	});
	const server: Server = await listen(createServer(app), 0, '127.0.0.1');
	return {
		url: originOf(server),
		arrived,
		async hasArrived(count) {
			while (arrived.length < count) await once(arrivals, 'arrival');
		},
		answer,
		letGo() {
			holds = false;
			[...held.keys()].forEach((amount) => answer(amount));
		},
		close: async () => await closed(server),
	};
}
