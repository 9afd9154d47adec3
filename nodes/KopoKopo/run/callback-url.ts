import type { IExecuteFunctions } from 'n8n-workflow';

import { apiOrigin } from '../api/environments';
import { throwInputError } from '../api/input-error';
import { isReachable, unreachableUrl } from '../api/reachable-url';
import { resumeUrl } from '../n8n/resume-url';
import { publicAddressAdvice } from '../parameters/checks';
import type { Item } from './call';

/** Webhook Suffix of the one Wait node that a result resumes: without a suffix it would resume any. */
const resultPath = 'kopokopo-result';

/**
 * A URL that Kopo Kopo can call.
 *
 * @param label what the URL is, for the message
 * @throws InputError if it is a loopback address and the API is not
 */
export function reachableUrl(label: string, url: string, origin: string): string {
	if (isReachable(url, origin)) return url;
	return throwInputError(
		`${label} cannot be reached by Kopo Kopo: ${new URL(url).host}`,
		publicAddressAdvice,
	);
}

/** Where Kopo Kopo posts the result of an item's request if no URL was entered. */
export function defaultCallbackUrl(
	context: IExecuteFunctions,
	{ index, values, credentials }: Item,
): string {
	if (values.waitForResult === true) return unreachableUrl;
	const url = resumeUrl(context, index, resultPath);
	return isReachable(url, apiOrigin(credentials)) ? url : unreachableUrl;
}

/**
 * Where Kopo Kopo posts a result.
 *
 * @throws InputError if Kopo Kopo cannot call the URL that was entered
 */
export function callbackUrlOf(
	{ values, credentials }: Pick<Item, 'values' | 'credentials'>,
	byDefault: () => string,
): string {
	const entered = values.callbackUrl as string | undefined;
	if (entered === undefined) return byDefault();
	return reachableUrl('Callback URL', entered, apiOrigin(credentials));
}
