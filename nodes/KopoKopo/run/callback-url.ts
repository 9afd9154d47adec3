import type { IExecuteFunctions } from 'n8n-workflow';

import { apiOrigin, isReachable, unreachableUrl } from '../api/environments';
import { throwInputError } from '../api/input-error';
import { resumeUrl } from '../n8n/resume-url';
import { publicAddressAdvice } from '../parameters/checks';
import type { Item } from './call';

/** Webhook Suffix of the Wait node that a result resumes. Without a suffix it would resume any Wait node. */
const resultPath = 'kopokopo-result';

/** @throws InputError that begins with the label if Kopo Kopo cannot call the URL */
export function reachableUrl(label: string, url: string, origin: string): string {
	if (isReachable(url, origin)) return url;
	return throwInputError(
		`${label} cannot be reached by Kopo Kopo: ${new URL(url).host}.`,
		publicAddressAdvice,
	);
}

export function defaultCallbackUrl(
	context: IExecuteFunctions,
	{ index, settings, credentials }: Item,
): string {
	if (settings.waitForResult) return unreachableUrl;
	const url = resumeUrl(context, index, resultPath);
	return isReachable(url, apiOrigin(credentials)) ? url : unreachableUrl;
}

export function callbackUrlOf(
	{ settings, credentials }: Pick<Item, 'settings' | 'credentials'>,
	byDefault: () => string,
): string {
	const entered = settings.callbackUrl;
	if (entered === undefined) return byDefault();
	return reachableUrl('Callback URL', entered, apiOrigin(credentials));
}
