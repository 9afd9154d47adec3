import express, { type Request, type Response } from 'express';
import { createServer, type Server } from 'node:http';

import { listen } from '../../simulator/server.mts';

/** Where n8n keeps no raw bytes: it takes multipart forms apart itself. */
const isForm = (type: string | undefined) => type?.startsWith('multipart/form-data') === true;

/** A server that does with a request what n8n does before a `webhook()`: the raw bytes are kept. */
export async function serveWebhooks(
	handle: (request: Request, response: Response) => Promise<void>,
): Promise<Server> {
	const app = express().post(
		/.*/,
		express.raw({ type: (request) => !isForm(request.headers['content-type']), limit: '16mb' }),
		async (request, response) => {
			const body = request.body as unknown;
			const readRawBody = async () => await Promise.reject(new Error('The stream is not readable'));
			Object.assign(request, {
				rawBody: Buffer.isBuffer(body) ? body : undefined,
				readRawBody: isForm(request.headers['content-type']) ? readRawBody : undefined,
			});
			await handle(request, response);
		},
	);
	return await listen(createServer(app), 0, '127.0.0.1');
}
