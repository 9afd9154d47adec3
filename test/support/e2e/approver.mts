import { waitFor } from '../host/wait.mts';

const seconds = 60;

export interface Login {
	user: string;
	password: string;
}

const authorization = ({ user, password }: Login) => ({
	authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** The text of a page, without its scripts and styles. */
const textOf = (html: string) =>
	html
		.replace(/<(script|style|head)[^]*?<\/\1>/g, ' ')
		.replace(/<[^>]+>/g, ' ')
		.replace(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity)
		.replace(/\s+/g, ' ')
		.trim();

/** A person who has opened the form, and the pages that follow. */
export interface Visit {
	executionId: string;
	/** The text of the page that asks for the decision. */
	question(): Promise<string>;
	/** The HTTP status of a decision that is sent with this login or without one. */
	decide(decision: string, login?: Login): Promise<number>;
	/** The text of the last page. Lets the execution continue, as the page's script does in a browser. */
	lastPage(): Promise<string>;
}

const post = (url: string, values: string[], login?: Login) => {
	const body = new FormData();
	values.forEach((value, index) => body.append(`field-${index}`, value));
	return fetch(url, { method: 'POST', body, headers: login ? authorization(login) : {} });
};

/** The HTTP status of the first form, sent without a login. */
export const statusWithoutLogin = async (formUrl: string): Promise<number> =>
	(await post(formUrl, [''])).status;

/** Sends the first form, with the number of a proposal or, by default, none. */
export async function visitForm(formUrl: string, login: Login, proposal = ''): Promise<Visit> {
	const answer = await post(formUrl, [proposal], login);
	const { formWaitingUrl: url } = (await answer.json()) as { formWaitingUrl: string };
	const statusUrl = new URL(url);
	const executionId = statusUrl.pathname.split('/').at(-1)!;
	statusUrl.pathname += '/n8n-execution-status';
	const nextPage = () =>
		waitFor('next page of the form', seconds, async () => {
			const status = await (await fetch(statusUrl)).text();
			if (['success', 'error', 'crashed'].includes(status)) {
				throw new Error(`The execution ended without a page: ${status}`);
			}
			return status === 'form-waiting' || undefined;
		});
	return {
		executionId,
		async question() {
			await nextPage();
			return textOf(await (await fetch(url, { headers: authorization(login) })).text());
		},
		decide: async (decision, by) => (await post(url, ['', decision], by)).status,
		async lastPage() {
			await nextPage();
			const text = textOf(await (await fetch(url)).text());
			await fetch(url, { method: 'POST' });
			return text;
		},
	};
}
