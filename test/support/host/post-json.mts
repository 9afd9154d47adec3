import { request } from 'node:http';
import { json } from 'node:stream/consumers';

/**
 * Posts JSON on a new connection, and waits for the answer as long as the test may take: `fetch` gives up after five
 * minutes, and n8n may answer only when it has paid a long list.
 */
export const postJson = (url: string, body: unknown): Promise<{ status: number; body: unknown }> =>
	new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json' };
		request(url, { method: 'POST', headers, agent: false }, (answer) => {
			json(answer).then((read) => resolve({ status: answer.statusCode!, body: read }), reject);
		})
			.on('error', reject)
			.end(JSON.stringify(body));
	});
