import { FormPages, sendForm, textOf, type Login } from './forms.mts';

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

/** A page as one line of text. */
const lineOf = (html: string): string =>
	textOf(html.replace(/</g, ' <')).replace(/\s+/g, ' ').trim();

/** The HTTP status of the first form, sent without a login. */
export const statusWithoutLogin = async (formUrl: string): Promise<number> =>
	(await sendForm(formUrl, [''])).status;

/** Sends the first form, with the number of a proposal or, by default, none. */
export async function visitForm(formUrl: string, login: Login, proposal = ''): Promise<Visit> {
	const pages = await FormPages.start(formUrl, [proposal], login);
	return {
		executionId: pages.executionId,
		question: async () => lineOf(await pages.question(login)),
		decide: (decision, by) => pages.answer(decision, by),
		lastPage: async () => lineOf(await pages.lastPage()),
	};
}
