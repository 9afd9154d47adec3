import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { listen } from '../../simulator/server.mts';
import { ownCertificate } from '../host/certificate.mts';

/** An HTTPS server in front of an HTTP one, as Kopo Kopo has: it says in a header how it was reached. */
export async function startHttpsProxy(target: string): Promise<{ url: string; server: Server }> {
	const server = createServer(ownCertificate(), (request, response) => {
		const { method, headers, url } = request;
		const passed = httpRequest(
			new URL(url ?? '/', target),
			{ method, headers: { ...headers, 'x-forwarded-proto': 'https' } },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			},
		);
		request.pipe(passed);
	});
	await listen(server, 0, '127.0.0.1');
	const { port } = server.address() as AddressInfo;
	return { url: `https://127.0.0.1:${port}`, server };
}
