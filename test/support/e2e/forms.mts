import { waitFor } from '../host/wait.mts';

const seconds = 120;

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
	return fetch(url, { method: 'POST', body, headers: login ? authorization(login) : {} });
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
		await this.next();
		return (await fetch(this.url, { headers: authorization(login) })).text();
	}

	/** The HTTP status of an answer, behind the field that shows the question. */
	async answer(value: string, login?: Login): Promise<number> {
		return (await sendForm(this.url, ['', value], login)).status;
	}

	/** Waits for the last page and, as its script does in a browser, lets the execution continue. */
	async lastPage(): Promise<string> {
		await this.next();
		const html = await (await fetch(this.url)).text();
		await fetch(this.url, { method: 'POST' });
		return html;
	}

	/** n8n tells the page at this path how its execution is doing. */
	private async next(): Promise<void> {
		const statusUrl = new URL(this.url);
		statusUrl.pathname += '/n8n-execution-status';
		await waitFor('next page of the form', seconds, async () => {
			const status = await (await fetch(statusUrl)).text();
			if (['success', 'error', 'crashed'].includes(status)) {
				throw new Error(`The execution ended without a page: ${status}`);
			}
			return status === 'form-waiting' || undefined;
		});
	}
}
