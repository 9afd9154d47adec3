import express, { type Response, Router } from 'express';
import type { ManualClock } from './clock.mts';
import { isoTime, payerNumbers } from './format.mts';
import type { Json } from './json.mts';
import { summaryOf } from './outcome.mts';
import { type Payment, sampleTill } from './payments.mts';
import { links } from './resource.mts';
import { isPromptAnswer, promptAnswers } from './resources/incoming_payment.mts';
import { sameOrigin } from './same-origin.mts';
import type { Delivery, Payer, Simulator } from './simulator.mts';
import { stateOf } from './state.mts';

/** Minimum time between two events of the stream, in milliseconds of real time. */
const EVENT_INTERVAL = 100;

/**
 * The control API, JSON under `/control`: what customers and Kopo Kopo do, and the simulator's settings.
 *
 * @param listeners called at every change; each open event stream adds one
 */
export function controlRouter(simulator: Simulator, listeners: Set<() => void>): Router {
	const router = Router();
	router.use(sameOrigin, express.json());

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
		await tell(response, async () => reported(await simulator.payTill(payment)));
	});

	router.post('/links/:id/pay', ({ params, body }, response) =>
		tell(response, async () => {
			const deliveries = await simulator.payLink(params.id, body as Payer | undefined);
			const isWaiting = simulator.pendingPayments().some(({ id }) => id === params.id);
			return { ...reported(deliveries), paid: !isWaiting };
		}),
	);

	router.post('/prompts/:id/:answer', ({ params: { id, answer } }, response) =>
		tell(response, async () => {
			if (!isPromptAnswer(answer)) {
				throw new RangeError(
					`Unknown answer "${answer}". Use one of: ${Object.keys(promptAnswers).join(', ')}.`,
				);
			}
			return reported(await simulator.answerPrompt(id, answer));
		}),
	);

	router.post('/settings', ({ body }, response) =>
		tell(response, () => {
			const changes = settingsOf(body as Json | undefined);
			Object.assign(simulator, changes);
			return changes;
		}),
	);

	router.post('/subscriptions', ({ body }, response) =>
		tell(response, () => {
			const { version = 'v2', ...request } = (body ?? {}) as Json;
			if (version !== 'v1' && version !== 'v2') throw new RangeError('version must be v1 or v2');
			return { subscription: simulator.subscribe(version, request) };
		}),
	);

	router.post('/subscriptions/:id/remove', ({ params: { id } }, response) =>
		tell(response, () => {
			if (!simulator.subscriptions().some((subscription) => subscription.id === id)) {
				throw new RangeError(`Unknown subscription: ${id}`);
			}
			simulator.removeSubscription(id);
			return {};
		}),
	);

	router.post('/deliveries/:id/resend', ({ params }, response) =>
		tell(response, async () => {
			const delivery = await simulator.resend(params.id);
			return { delivery, summary: summaryOf([delivery]) };
		}),
	);

	router.post('/curl/:id', ({ params: { id }, body }, response) =>
		tell(response, () => {
			const command = simulator.curl(id, (body as Json | undefined)?.['withToken'] === true);
			if (command === undefined) throw new RangeError(`Unknown request or delivery: ${id}`);
			return { command };
		}),
	);

	router.get('/credentials', (_request, response) => {
		const { url: baseUrl, application } = simulator;
		response
			.set('Cache-Control', 'no-store')
			.json({ baseUrl, ...application, tillNumber: sampleTill });
	});

	router.post('/clock/advance', async ({ body }, response) => {
		const ms = Number((body as Json | undefined)?.['ms']);
		if (!isManual(simulator.clock)) {
			response.status(409).json({
				error: 'The simulator uses the real time. Start it with --manual-clock to move the clock.',
			});
		} else if (!(ms >= 0)) {
			response.status(400).json({ error: 'ms must be a number of milliseconds' });
		} else {
			await simulator.clock.advance(ms);
			for (const listener of listeners) listener();
			response.json({ now: isoTime(simulator.clock.now()) });
		}
	});

	const commands = {
		'/reset': simulator.reset,
		'/log/clear': simulator.clearTimeline,
		'/tokens/revoke': simulator.revokeTokens,
		'/tokens/expire': simulator.expireTokens,
	};
	for (const [path, command] of Object.entries(commands)) {
		router.post(path, (_request, response) => {
			command();
			response.json({});
		});
	}
	router.use(({ method, originalUrl }, response) => {
		response.status(404).json({ error: `Unknown command: ${method} ${originalUrl}` });
	});
	return router;
}

const reported = (deliveries: Delivery[]): Json => ({ deliveries, summary: summaryOf(deliveries) });

/** Answers 200 with the result of a command, or 400 with the reason why it failed. */
async function tell(response: Response, command: () => Json | Promise<Json>): Promise<void> {
	try {
		response.json(await command());
	} catch (error) {
		response.status(400).json({ error: (error as Error).message });
	}
}

function paymentOf(body: Json = {}): Payment | string {
	const { tillNumber, amount } = body;
	if (typeof tillNumber !== 'string' || tillNumber === '') return 'tillNumber must be text';
	if (!(Number(amount) > 0)) return 'amount must be greater than 0';
	return { ...body, tillNumber, amount: Number(amount) };
}

/** The values of each setting. */
const choices: Readonly<Record<string, readonly unknown[]>> = {
	byHand: [true, false],
	payerNumbers: Object.keys(payerNumbers),
	links: Object.keys(links),
};

/** @throws RangeError for an unknown setting or value */
function settingsOf(body: Json = {}): Json {
	for (const [name, value] of Object.entries(body)) {
		const allowed = Object.hasOwn(choices, name) ? choices[name] : undefined;
		if (!allowed) throw new RangeError(`Unknown setting: ${name}`);
		if (!allowed.includes(value)) throw new RangeError(`${name} must be ${allowed.join(' or ')}`);
	}
	return body;
}

function isManual(clock: Simulator['clock']): clock is ManualClock {
	return 'advance' in clock;
}
