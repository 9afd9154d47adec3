import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { sentenceOf, type Failure } from './request-failure';

const lookFirst = 'Look for it in the Kopo Kopo dashboard before you send it again.';

const whyLookFirst =
	'If it is there, sending it again would move the money twice. You can also poll the transactions of that time. Run the node again only for what is missing.';

/** Sentences as one text; those that are none are left out. */
export const joinSentences = (...sentences: Array<string | undefined>): string =>
	sentences.filter(Boolean).join(' ');

export interface ErrorContext {
	itemIndex?: number;
	/** Which of several items it is about, such as "Item 2 of 3: ". */
	label?: string;
	/** Whether a second request could move money twice: then an unknown outcome is told as such. */
	movesMoney?: boolean;
	/** What became of the other items, and what to do about that. */
	others?: string;
}

/** Whether the request may have moved money. */
export const mayHaveMovedMoney = ({ outcome }: Failure, movesMoney: boolean): boolean =>
	movesMoney && (outcome === 'unknown' || outcome === 'accepted');

/**
 * The error that the user sees: Kopo Kopo's own words, the status, what to do next and the item, all in
 * the message, since that is all that n8n hands on where a workflow continues on errors. It carries
 * nothing of the request, so no token and no secret.
 */
export function toNodeError(
	node: INode,
	failure: Failure,
	{ itemIndex, label = '', movesMoney = false, others }: ErrorContext = {},
): NodeApiError {
	const { what, code, status, outcome } = failure;
	const doubtful = mayHaveMovedMoney(failure, movesMoney);
	const advice = joinSentences(failure.advice, failure.again);
	const message = joinSentences(
		`${label}${sentenceOf(failure)}${doubtful ? ', but may have accepted it' : ''}.`,
		doubtful
			? (failure.lookUp ?? lookFirst)
			: joinSentences(failure.advice, others ? undefined : failure.again),
		others,
	);
	const detail = joinSentences(
		doubtful ? joinSentences(whyLookFirst, failure.advice) : others ? failure.advice : advice,
		code && `(${code})`,
	);
	const error = new NodeApiError(node, { message: what } as JsonObject, {
		message,
		// Where an activation fails, n8n 1 shows the description alone.
		description: itemIndex === undefined ? message : detail,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
	});
	// Kopo Kopo's words may hold a code such as ECONNREFUSED: n8n would put its own words in place of all.
	error.message = message;
	// n8n shows these below "From Kopo Kopo", where nothing stands if Kopo Kopo has not answered.
	if (status === undefined) error.messages = [];
	error.context.outcome = outcome;
	return error;
}
