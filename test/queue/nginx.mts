import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../support/host/folders.mts';
import { loopback } from '../support/host/ports.mts';
import { start } from '../support/host/process.mts';
import { waitFor } from '../support/host/wait.mts';
import { program } from './debian.mts';

const startSeconds = 120;
const template = 'examples/queue-mode/nginx.conf.template';

/** The values of the template's variables: addresses with their ports. */
export interface Addresses {
	LISTEN: string;
	MAIN: string;
	WEBHOOK_1: string;
	WEBHOOK_2: string;
}

/** A delivery as nginx has passed it on. */
export interface Passed {
	at: number;
	/** As it was answered to the sender. */
	status: number;
	/** Where it went, `-` for nowhere. */
	processor: string;
	signature: string;
}

/** Puts values in the place of variables, as nginx's Docker image does with the environment's. */
const filledIn = (text: string, values: Record<string, string>) =>
	Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`\${${name}}`, value), text);

/** What nginx needs around the template in place of its Docker image's own. */
const around = (inner: string) => `
daemon off;
pid nginx.pid;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
error_log stderr warn;
events {}
http {
	access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `	${use}_temp_path ${use};`).join('\n')}
	include ${inner};
}
`;

/** Starts an nginx of one's own with the configuration of examples/queue-mode. */
export async function startNginx(
	addresses: Addresses,
): Promise<{ url: string; passed(): Promise<Passed[]> }> {
	const { path: folder } = temporaryFolder(join(tmpdir(), 'n8n-kopokopo-nginx-'));
	const log = join(folder, 'access.log');
	const values = { ...addresses, ACCESS_LOG: log };
	await writeFile(join(folder, 'n8n.conf'), filledIn(await readFile(template, 'utf8'), values));
	await writeFile(join(folder, 'nginx.conf'), around('n8n.conf'));
	const running = start({
		file: program('nginx'),
		arguments: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
		folder,
		environment: { PATH: process.env.PATH },
	});
	const url = `http://${addresses.LISTEN}`;
	await waitFor('answer of nginx', startSeconds, async () => {
		if (running.hasEnded()) throw new Error(`nginx has ended:\n${running.tail(20)}`);
		return fetch(url).catch(() => undefined);
	});
	return {
		url,
		passed: async () => (await readFile(log, 'utf8')).trimEnd().split('\n').map(read),
	};
}

function read(line: string): Passed {
	const [at = '', status, processor = '', signature = ''] = line.split(' ');
	return { at: Date.parse(at), status: Number(status), processor, signature };
}

export const address = (port: number) => `${loopback}:${port}`;
