import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../host/ports.mts';
import { onShutdown } from '../host/shutdown.mts';

/** Whether n8n may finish what it does. */
type How = 'stop' | 'kill';

/**
 * Lets the test files restart the n8n that Jest's set-up has started: only the set-up can stop what it started, and
 * take care that nothing is left of it in the end.
 * @returns where to ask for it
 */
export async function serveRestarts(restart: (how: How) => Promise<void>): Promise<string> {
	const server = createServer(({ url }, response) => {
		restart(url === '/kill' ? 'kill' : 'stop').then(
			() => response.end(),
			(error: unknown) => response.writeHead(500).end(String(error)),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	onShutdown(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://${loopback}:${(server.address() as AddressInfo).port}`;
}

/** Asks for a restart and waits until n8n answers again. */
export async function askForRestart(url: string, how: How = 'stop'): Promise<void> {
	const answer = await fetch(`${url}/${how}`, { method: 'POST' });
	if (!answer.ok) throw new Error(await answer.text());
}
