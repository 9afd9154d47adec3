import type { IPollFunctions } from 'n8n-workflow';

import { joinSentences } from '../api/error-text';
import { toNodeError } from '../api/node-error';
import { readFailure } from '../api/request-failure';
import { secondsNow } from './fetch-since';
import type { Late } from './late-look';

/** Seconds for which late looks may fail unnoticed: what they miss is still found for many hours. */
const unnoticed = 2 * 60 * 60;

const message = 'Could not look for transactions that Kopo Kopo lists late.';

/**
 * Lists a failure among the executions, at most once an hour, if late looks have failed for hours. The poll itself does
 * not fail, so that recent transactions still start the workflow.
 */
export function reportLateFailure(
	context: IPollFunctions,
	{ error, isFirstOfHour, since }: NonNullable<Late['failure']>,
): void {
	const seconds = Math.abs(secondsNow() - since);
	if (!isFirstOfHour || seconds < unnoticed) return;
	const failure = readFailure(error);
	context.__emitError(
		toNodeError(
			context.getNode(),
			{ ...failure, message: joinSentences(message, failure.message), advice: '' },
			`This has failed for ${Math.floor(seconds / 3600)} hours. Recent transactions still start the workflow. If this continues, set Late Payments (Hours) to less, or to 0 to turn it off.`,
		),
	);
}
