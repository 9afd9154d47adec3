import express, { type Response, Router } from 'express';
import type { ManualClock } from './clock.mts';
import { isoTime } from './format.mts';
import type { Json } from './json.mts';
import type { Payment } from './payments.mts';
import type { Delivery, Payer, Simulator } from './simulator.mts';
import { stateOf } from './state.mts';

/** Milliseconds of real time within which several changes are told to the page as one. */
const EVENT_INTERVAL = 100;

/**
 * The control API, JSON under `/control`: whatever happens at Kopo Kopo's side of the API.
 *
 * @param listeners called at every change; the event stream puts its own among them
 */
export function controlRouter(simulator: Simulator, listeners: Set<() => void>): Router {
	const router = Router();
	router.use(express.json());

	router.get('/state', (_request, response) => void response.json(stateOf(simulator)));

	router.get('/events', (_request, response) => {
		let timer: NodeJS.Timeout | undefined;
		const tell = () => {
			timer = undefined;
			response.write(`data: ${JSON.stringify(stateOf(simulator))}\n\n`);
		};
		const listener = () => (timer ??= setTimeout(tell, EVENT_INTERVAL));

		response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
		tell();
		listeners.add(listener);
		response.on('close', () => {
			listeners.delete(listener);
			clearTimeout(timer);
		});
	});

	router.post('/pay', async ({ body }, response) => {
		const payment = paymentOf(body as Json | undefined);
		if (typeof payment === 'string') {
			response.status(400).json({ error: payment });
			return;
		}
		await tellDeliveries(response, () => simulator.payTill(payment));
	});

	router.post('/links/:id/pay', ({ params, body }, response) =>
		tellDeliveries(response, () => simulator.payLink(params.id, body as Payer | undefined)),
	);

	router.post('/clock/advance', async ({ body }, response) => {
		const ms = Number((body as Json | undefined)?.['ms']);
		if (!isManual(simulator.clock)) {
			response.status(409).json({ error: 'The simulator runs on real time' });
		} else if (!(ms >= 0)) {
			response.status(400).json({ error: 'ms has to be a number of milliseconds' });
		} else {
			await simulator.clock.advance(ms);
			for (const listener of listeners) listener();
			response.json({ now: isoTime(simulator.clock.now()) });
		}
	});

	const commands = {
		'/reset': simulator.reset,
		'/tokens/revoke': simulator.revokeTokens,
		'/tokens/expire': simulator.expireTokens,
	};
	for (const [path, command] of Object.entries(commands)) {
		router.post(path, (_request, response) => {
			command();
			response.json({});
		});
	}
	return router;
}

async function tellDeliveries(response: Response, pay: () => Promise<Delivery[]>): Promise<void> {
	try {
		response.json({ deliveries: await pay() });
	} catch (error) {
		response.status(400).json({ error: (error as Error).message });
	}
}

function paymentOf(body: Json = {}): Payment | string {
	const { tillNumber, amount } = body;
	if (typeof tillNumber !== 'string' || tillNumber === '') return 'tillNumber has to be text';
	if (!(Number(amount) > 0)) return 'amount has to be greater than 0';
	return { ...body, tillNumber, amount: Number(amount) };
}

function isManual(clock: Simulator['clock']): clock is ManualClock {
	return 'advance' in clock;
}
