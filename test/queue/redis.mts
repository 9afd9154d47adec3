import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../support/host/folders.mts';
import { loopback } from '../support/host/ports.mts';
import { start, type Running } from '../support/host/process.mts';
import { waitFor } from '../support/host/wait.mts';
import { program } from './debian.mts';

const startSeconds = 120;

/** What stands behind `redis-server` in examples/queue-mode/compose.yaml. */
const settings = ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction'];

/**
 * Makes a Redis of one's own, in a folder that goes with this process.
 * @returns what starts it, again and again on the same data, and resolves when it answers
 */
export function makeRedis(port: number): () => Promise<Running> {
	const { path: folder } = temporaryFolder(join(tmpdir(), 'n8n-kopokopo-redis-'));
	return async () => {
		const running = start({
			file: program('redis-server'),
			arguments: [...settings, `--port ${port}`, `--bind ${loopback}`].flatMap((setting) =>
				setting.split(' '),
			),
			folder,
			environment: { PATH: process.env.PATH },
		});
		await waitFor('answer of Redis', startSeconds, async () => {
			if (running.hasEnded()) throw new Error(`Redis has ended:\n${running.tail(20)}`);
			return (await ping(port)).startsWith('+PONG') || undefined;
		});
		return running;
	};
}

/** What Redis answers to a PING: nothing where nobody listens, an error while it reads its data. */
function ping(port: number): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, loopback, () => socket.write('PING\r\n'));
		socket.setTimeout(1000, () => socket.destroy());
		socket.once('data', (answer) => {
			socket.destroy();
			resolve(answer.toString());
		});
		socket.once('error', () => resolve(''));
		socket.once('close', () => resolve(''));
	});
}
