import { simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Credential } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';

const seconds = 240;

export interface Mail {
	from: string;
	to: string;
	subject: string;
	text: string;
	/** Only of a mail that has any. */
	attachments?: Attachment[];
}

export interface Attachment {
	name: string;
	content: Buffer;
}

/** An SMTP server on this machine that keeps what it receives. */
export interface MailServer {
	/** For the credential that n8n's Send Email node uses. */
	credential: Omit<Credential, 'id'>;
	mails: Mail[];
	/** Whether it refuses connections, as a mail server in maintenance does. */
	down: boolean;
	/** Waits for a mail with this text in its subject. */
	received(subject: string): Promise<Mail>;
	close(): Promise<void>;
}

const addressesIn = (addresses: Array<{ address: string }>) =>
	addresses.map(({ address }) => address).join(', ');

/** Starts a mail server at a free port; close it after the tests. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['AUTH', 'STARTTLS'],
		onConnect(_session, done) {
			done(mailServer.down ? new Error('Closed for maintenance') : null);
		},
		onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
			simpleParser(stream).then(({ subject = '', text = '', attachments }) => {
				mails.push({
					from: addressesIn(mailFrom ? [mailFrom] : []),
					to: addressesIn(rcptTo),
					subject,
					text: text.trim(),
					...(attachments.length > 0 && {
						attachments: attachments.map(({ filename = '', content }) => ({
							name: filename,
							content,
						})),
					}),
				});
				done();
			}, done);
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.server.address() as AddressInfo;
	const mailServer: MailServer = {
		credential: {
			name: 'SMTP',
			type: 'smtp',
			data: { host: '127.0.0.1', port, secure: false, disableStartTls: true },
		},
		mails,
		down: false,
		received: (subject) =>
			waitFor(`mail about ${subject}`, seconds, () =>
				mails.find((mail) => mail.subject.includes(subject)),
			),
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
	return mailServer;
}
