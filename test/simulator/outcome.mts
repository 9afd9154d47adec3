import type { Attempt, Delivery } from './deliveries.mts';

/** How to show a step of the log. A `quiet` one needs no attention. */
export type Tone = 'good' | 'bad' | 'wait' | 'quiet';

/** What the log says about a step, with an explanation where the text needs one. */
export interface Remark {
	tone: Tone;
	text: string;
	note?: string;
}

const notWaiting: Remark = {
	tone: 'quiet',
	text: 'n8n was not waiting for a callback',
	note: 'n8n rejects a callback when the execution has ended, is still running or waits for something else; the payment is not affected.',
};

const notListening: Remark = {
	tone: 'quiet',
	text: 'n8n was not listening for a test event',
	note: 'The subscription of a test stays after the test, since Kopo Kopo cannot delete one. n8n answers 404 unless it listens; the payment and other webhooks are not affected.',
};

const noReceiver: Remark = {
	tone: 'quiet',
	text: '',
	note: 'No callback was sent because the callback URL is a reserved address that receives nothing. The workflow checks the status itself.',
};

/**
 * Besides 409, n8n's answers when it does not wait (waiting-webhooks.ts): an execution that waits on another
 * path, and in n8n 2.41 a manual execution that is still running, whose data is not stored yet.
 */
const NOT_WAITING: Readonly<Record<number, string>> = {
	404: 'does not contain a waiting webhook with a matching path/method',
	500: "Cannot read properties of undefined (reading 'resumeToken')",
};

const reasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection closed',
	ENOTFOUND: 'host not found',
	UND_ERR_SOCKET: 'connection closed',
};

/** What happened to a delivery, from its latest attempt. The text is empty where there is nothing to report. */
export function outcomeOf({
	kind,
	url,
	attempts,
}: Pick<Delivery, 'kind' | 'url' | 'attempts'>): Remark {
	const latest = attempts.at(-1);
	if (kind === 'callback' && receivesNothing(url)) return noReceiver;
	if (!latest) return { tone: 'wait', text: `sending ${kind}` };
	if (isAccepted(latest)) return { tone: 'good', text: `${kind} delivered` };
	if (kind === 'callback' && isNotWaiting(latest)) {
		return attempts.some(isAccepted) ? { tone: 'good', text: 'callback delivered' } : notWaiting;
	}
	if (kind === 'webhook' && isTestUrl(url) && latest.status === 404) return notListening;
	return { tone: 'bad', text: `${kind} failed: ${reasonOf(latest)}` };
}

/** One sentence about everything that was sent because of a person's action. */
export function summaryOf(deliveries: readonly Delivery[]): string {
	if (deliveries.length === 0) return 'No webhook is subscribed to this event.';
	const sentences = deliveries.map(outcomeOf).map(({ tone, text }) => {
		if (text === '') return 'The workflow checks the status itself.';
		return tone === 'quiet' ? `${text}.` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
	});
	return [...new Set(sentences)].join(' ');
}

/** What an attempt was answered, in a few words. */
export function reasonOf({ status, error = '' }: Attempt): string {
	return String(status ?? reasons[error] ?? error);
}

function receivesNothing(url: string): boolean {
	return URL.canParse(url) && new URL(url).hostname.endsWith('.invalid');
}

/** The address that the editor of n8n listens at, and subscribes for a test. */
function isTestUrl(url: string): boolean {
	return URL.canParse(url) && new URL(url).pathname.startsWith('/webhook-test/');
}

function isAccepted({ status }: Attempt): boolean {
	return status !== null && status >= 200 && status < 300;
}

function isNotWaiting({ status, answer = '' }: Attempt): boolean {
	const message = NOT_WAITING[status ?? 0];
	return status === 409 || (message !== undefined && answer.includes(message));
}
