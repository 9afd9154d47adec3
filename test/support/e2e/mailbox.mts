import { createServer, type AddressInfo } from 'node:net';
import { loopback } from '../host/ports.mts';

/** A mail server on this machine, which keeps what it gets. */
export interface Mailbox {
	port: number;
	/** The messages as they were sent, with their headers. */
	messages: string[];
	/** Whether it refuses every message. */
	broken: boolean;
	close(): Promise<void>;
}

/** Starts the least of a mail server that n8n's Send Email node needs (RFC 5321), without encryption or a login. */
export async function startMailbox(): Promise<Mailbox> {
	const server = createServer((socket) => {
		let text = '';
		let inMessage = false;
		const say = (line: string) => socket.write(`${line}\r\n`);
		say('220 mailbox');
		socket.on('error', () => socket.destroy());
		socket.on('data', (chunk) => {
			text += chunk.toString();
			for (;;) {
				const end = inMessage ? '\r\n.\r\n' : '\r\n';
				const at = text.indexOf(end);
				if (at < 0) return;
				const line = text.slice(0, at);
				text = text.slice(at + end.length);
				if (inMessage) {
					inMessage = false;
					mailbox.messages.push(line);
					say('250 OK');
				} else if (/^RCPT/i.test(line) && mailbox.broken) say('550 No such mailbox');
				else if (/^DATA/i.test(line)) {
					inMessage = true;
					say('354 End with a dot');
				} else if (/^QUIT/i.test(line)) socket.end('221 Bye\r\n');
				else say('250 OK');
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	const mailbox: Mailbox = {
		port: (server.address() as AddressInfo).port,
		messages: [],
		broken: false,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
	return mailbox;
}
