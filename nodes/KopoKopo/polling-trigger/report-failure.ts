import type { IPollFunctions } from 'n8n-workflow';

import { joinSentences } from '../api/error-text';
import { toNodeError } from '../api/node-error';
import { readFailure } from '../api/request-failure';
import { secondsNow, type Fetched } from './fetch-since';
import type { Late } from './late-look';

/** Seconds for which late looks may fail unnoticed: what they miss is still found for many hours. */
const unnoticed = 2 * 60 * 60;

/**
 * Lists a failure among the executions, at most once an hour, if late looks have failed for hours. The poll itself does
 * not fail, so that recent transactions still start the workflow.
 */
export function reportLateFailure(
	context: IPollFunctions,
	{ error, isFirstOfHour, since }: NonNullable<Late['failure']>,
): void {
	if (!isFirstOfHour || Math.abs(secondsNow() - since) < unnoticed) return;
	const failure = readFailure(error);
	const reported = {
		...failure,
		message: joinSentences(
			'Could not look for transactions that Kopo Kopo lists late.',
			failure.message,
		),
		advice:
			'Recent ones still start the workflow. If this continues for a day, set Late Payments (Hours) to less, or to 0 to turn it off.',
	};
	context.__emitError(toNodeError(context.getNode(), reported));
}

export function reportRecentFailure(
	context: IPollFunctions,
	{ error }: NonNullable<Fetched['failure']>,
): void {
	const failure = readFailure(error);
	const reported = {
		...failure,
		message: joinSentences('Could not request all days since the last poll.', failure.message),
		advice: 'No payment is lost: the next poll continues at this day.',
	};
	context.__emitError(toNodeError(context.getNode(), reported));
}
