import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Resolves when the server listens. Rejects if it cannot, for example because the port is in use. */
export function listen(server: Server, port: number, host: string): Promise<Server> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => resolve(server));
	});
}

/** Such as `http://127.0.0.1:4010`. */
export function originOf(server: Server): string {
	const { address, family, port } = server.address() as AddressInfo;
	return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Closes the server and its open connections. */
export function closed(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
