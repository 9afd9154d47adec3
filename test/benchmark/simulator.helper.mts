import { startSimulator } from '../simulator/simulator.mts';
import { serve } from './helper.mts';

const paymentPath = /^\/api\/v\d\/incoming_payments$/;

/** Milliseconds from a request to its result. */
const resultDelay = 2000;

export interface StatusChecks {
	checks: number;
	/** Milliseconds from the result to the check that found it. */
	delay: number;
}

const simulator = await startSimulator({ resultDelay });

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
	/** The status checks of each payment; its result is ready `resultDelay` after it was created. */
	statusChecks: (): StatusChecks[] => {
		const readyAt = new Map(
			simulator.resources().map(({ id, createdAt }) => [id, Date.parse(createdAt) + resultDelay]),
		);
		const checked = new Map<string, StatusChecks>();
		for (const { method, path, at } of simulator.requests) {
			const id = path.split('/').at(-1)!;
			const ready = readyAt.get(id);
			if (method !== 'GET' || ready === undefined) continue;
			const { checks } = checked.get(id) ?? { checks: 0 };
			checked.set(id, { checks: checks + 1, delay: Date.parse(at) - ready });
		}
		return [...checked.values()];
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
