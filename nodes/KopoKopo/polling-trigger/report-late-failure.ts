import type { IPollFunctions } from 'n8n-workflow';

import { joinSentences } from '../api/error-text';
import { toNodeError } from '../api/node-error';
import { readFailure } from '../api/request-failure';
import { secondsNow } from './fetch-since';
import type { Late } from './late-look';

/** Seconds after which failures are listed among the executions, once an hour. */
const longFailing = 6 * 60 * 60;

/** n8n logs each failure. None of them fails the poll, so that it cannot stop recent payments. */
export function reportLateFailure(
	context: IPollFunctions,
	{ error, isFirstOfHour, since }: NonNullable<Late['failure']>,
): void {
	const failure = readFailure(error);
	const message = 'Could not look for transactions that Kopo Kopo lists late.';
	context.logger.warn(joinSentences(message, failure.message, 'The next poll tries again.'));
	if (!isFirstOfHour || secondsNow() - since < longFailing) return;
	const hours = Math.floor((secondsNow() - since) / 3600);
	context.__emitError(
		toNodeError(
			context.getNode(),
			{ ...failure, message: joinSentences(message, failure.message), advice: '' },
			`This has failed for ${hours} hours. Recent transactions still start the workflow. If this continues, set Late Payments (Hours) to less, or to 0 to turn it off.`,
		),
	);
}
