import { startSimulator } from '../simulator/simulator.mts';
import { serve } from './helper.mts';

const paymentPath = /^\/api\/v\d\/incoming_payments$/;

const simulator = await startSimulator();

const posted = (path: RegExp) =>
	simulator.requests.filter((request) => request.method === 'POST' && path.test(request.path));

const functions = {
	provider: () => ({ url: simulator.url, application: simulator.application }),
	/** What came since the requests were last forgotten. */
	received: () => {
		const accepted = posted(paymentPath).filter(({ status }) => status === 201);
		return {
			payments: accepted.length,
			lastPayment: accepted.at(-1)?.body ?? '',
			exchanges: posted(/^\/oauth\/token/).length,
		};
	},
	forgetRequests: () => void (simulator.requests.length = 0),
	revokeTokens: () => simulator.revokeTokens(),
	/** Forgets payments and tokens too. */
	reset: () => simulator.reset(),
	/** Delivers one payment to whoever has subscribed, and gives where it went and what it was. */
	deliverPayment: async () => {
		const deliveries = await simulator.payTill({ tillNumber: 'K000000', amount: 100 });
		return deliveries.map(({ url, body }) => ({ url, body }));
	},
};

/** The simulated Kopo Kopo in a process of its own. */
export type SimulatorHelper = typeof functions;

serve(functions);
