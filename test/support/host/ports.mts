import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

/**
 * A port that nobody listens on. It is outside the range from which systems choose ports themselves (Linux: 32768 to
 * 60999), so that nothing else gets it until n8n has started, or while it restarts.
 */
export async function freePort(): Promise<number> {
	return (await tryPort(randomInt(20_000, 32_000))) ?? freePort();
}

/** Whether a port can be listened on. */
export async function isFree(port: number): Promise<boolean> {
	return (await tryPort(port)) !== null;
}

async function tryPort(port: number): Promise<number | null> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
			else reject(error);
		});
		server.listen(port, loopback, () => {
			const address = server.address();
			server.close(() => resolve(address && typeof address === 'object' ? address.port : null));
		});
	});
}

export interface PortWish {
	what: string;
	/** The command line's option for it. */
	option: string;
	asked?: number;
	/** The port if none is asked for. */
	usual: number;
}

/** The port asked for, which must be free; or else the usual one, or else any that is free. */
export async function portFor(
	{ what, option, asked, usual }: PortWish,
	report: (line: string) => void,
): Promise<number> {
	if (await isFree(asked ?? usual)) return asked ?? usual;
	if (asked) throw new Error(`Port ${asked} is in use. Give ${what} another with ${option}.`);
	const port = await freePort();
	report(`port ${usual} is in use, so ${what} takes ${port}`);
	return port;
}
