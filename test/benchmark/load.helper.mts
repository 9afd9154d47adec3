import { Agent, request } from 'node:http';
import { serve } from './helper.mts';

/** A body to post, and its signature. */
export interface Message {
	body: string;
	signature: string;
}

/** What came of a round of deliveries. */
export interface Round {
	/** From the first request to the last answer. */
	seconds: number;
	/** How often each status was answered. */
	statuses: Record<number, number>;
}

function post(url: string, { body, signature }: Message, agent: Agent): Promise<number> {
	const headers = {
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(body),
		'x-kopokopo-signature': signature,
	};
	return new Promise((resolve, reject) => {
		request(url, { method: 'POST', agent, headers }, (response) => {
			response
				.resume()
				.once('end', () => resolve(response.statusCode ?? 0))
				.once('error', reject);
		})
			.once('error', reject)
			.end(body);
	});
}

const functions = {
	/** Posts messages over so many connections that stay open, each message once the one before it is answered. */
	send: async (url: string, messages: Message[], connections: number): Promise<Round> => {
		const agent = new Agent({ keepAlive: true, maxSockets: connections });
		const statuses: Record<number, number> = {};
		const left = messages.values();
		const sendRest = async () => {
			for (const message of left) {
				const status = await post(url, message, agent);
				statuses[status] = (statuses[status] ?? 0) + 1;
			}
		};
		try {
			const begun = performance.now();
			await Promise.all(Array.from({ length: connections }, sendRest));
			return { seconds: (performance.now() - begun) / 1000, statuses };
		} finally {
			agent.destroy();
		}
	},
};

/** The sender of deliveries in a process of its own. */
export type LoadHelper = typeof functions;

serve(functions);
