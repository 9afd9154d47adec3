import { fetchOnNewConnection } from '../host/new-connection.mts';
import { waitFor } from '../host/wait.mts';

const seconds = 240;

/** In milliseconds. n8n does not answer while the execution runs, such as when the time of a page is up. */
const pageTimeout = 30_000;

/** A login of a form that has Basic Auth. */
export interface Login {
	user: string;
	password: string;
}

export const authorization = ({ user, password }: Login) => ({
	authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** HTML as text, without its scripts and styles. */
export const textOf = (html: string): string =>
	html
		.replace(/<(script|style|head)[^]*?<\/\1>/g, '')
		.replace(/<[^>]+>/g, '')
		.replace(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity)
		.trim();

/** Sends a form, or answers one, with its values in the order of its fields. */
export function sendForm(
	url: string,
	values: ReadonlyArray<string | File>,
	login?: Login,
): Promise<Response> {
	const body = new FormData();
	values.forEach((value, index) => body.append(`field-${index}`, value));
	const headers = login ? authorization(login) : {};
	return fetchOnNewConnection(url, { method: 'POST', body, headers });
}

/** The pages of an execution that a form has started. */
export class FormPages {
	constructor(readonly url: string) {}

	/** Sends the form that starts it. */
	static async start(
		url: string,
		values: ReadonlyArray<string | File>,
		login?: Login,
	): Promise<FormPages> {
		const answer = await sendForm(url, values, login);
		const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
		return new FormPages(formWaitingUrl);
	}

	get executionId(): string {
		return new URL(this.url).pathname.split('/').at(-1)!;
	}

	/** Waits for the next page that needs an answer, and returns its HTML. */
	async question(login: Login): Promise<string> {
		return this.next(authorization(login));
	}

	/** The HTTP status of an answer, behind the field that shows the question. */
	async answer(value: string, login?: Login): Promise<number> {
		return (await sendForm(this.url, ['', value], login)).status;
	}

	/** Waits for the last page and, as its script does in a browser, lets the execution continue. */
	async lastPage(): Promise<string> {
		const html = await this.next();
		await fetchOnNewConnection(this.url, { method: 'POST' });
		return html;
	}

	/** The HTML of the next page. n8n tells it at this path how its execution is doing. */
	private async next(headers: Record<string, string> = {}): Promise<string> {
		const statusUrl = new URL(this.url);
		statusUrl.pathname += '/n8n-execution-status';
		return waitFor('next page of the form', seconds, async () => {
			const status = await (await fetchOnNewConnection(statusUrl)).text();
			if (['success', 'error', 'crashed'].includes(status)) {
				throw new Error(`The execution ended without a page: ${status}`);
			}
			if (status !== 'form-waiting') return undefined;
			const signal = AbortSignal.timeout(pageTimeout);
			return fetchOnNewConnection(this.url, { headers, signal })
				.then((answer) => answer.text())
				.catch((error: Error) => {
					if (error.name !== 'TimeoutError') throw error;
					return undefined;
				});
		});
	}
}
