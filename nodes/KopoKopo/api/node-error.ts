import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import type { MoneyDirection } from './endpoints';
import { joinSentences } from './error-text';
import type { Problem } from './input-error';
import type { Failure } from './request-failure';

const lookFirst: Readonly<Record<MoneyDirection, string>> = {
	in: 'Ask the customer, or look for the payment in the Kopo Kopo dashboard, before you send it again: the customer may be asked twice.',
	out: 'Look for the payment in the Kopo Kopo dashboard before you send it again: the money could be sent twice.',
};

export const mayHaveMovedMoney = (
	{ outcome }: Failure,
	movesMoney: MoneyDirection | false,
): movesMoney is MoneyDirection =>
	movesMoney !== false && (outcome === 'unknown' || outcome === 'accepted');

export function problemOf(failure: Failure, movesMoney: MoneyDirection | false): Problem {
	const { message, advice, lookUp } = failure;
	return mayHaveMovedMoney(failure, movesMoney)
		? {
				message: joinSentences(message, 'Kopo Kopo may have accepted it anyway.'),
				advice: lookUp ?? lookFirst[movesMoney],
			}
		: { message, advice };
}

/** What n8n shows: its editor shows both, many other places only the message. */
export interface ErrorText {
	message: string;
	description?: string;
}

/** An error about a request. It holds nothing of the request, so no token and no secret. */
export function apiError(
	node: INode,
	{ outcome, status }: Failure,
	{ message, description }: ErrorText,
	itemIndex?: number,
): NodeApiError {
	const error = new NodeApiError(node, {} as JsonObject, {
		message,
		// n8n drops a description that repeats the message. Without one it would search for another text.
		description: description || message,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
	});
	// n8n replaces a message that holds a code such as ECONNREFUSED, and lists the original below "From Kopo Kopo".
	error.message = message;
	error.messages = [];
	error.context.outcome = outcome;
	return error;
}

/**
 * The error of a trigger. The advice is in the message: of an activation that failed, n8n 2 shows only the message, and
 * n8n 1 only the description if there is one.
 */
export const toNodeError = (node: INode, failure: Failure, moreAdvice?: string): NodeApiError =>
	apiError(node, failure, { message: joinSentences(failure.message, failure.advice, moreAdvice) });
