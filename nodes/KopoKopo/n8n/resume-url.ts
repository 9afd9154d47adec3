import type { IExecuteFunctions } from 'n8n-workflow';

import { parseUrl } from '../api/environments';

/**
 * The URL that resumes this execution at a node whose webhook has this path. Since n8n 2.14 its query holds a
 * signature, so the path goes before that. `getSignedResumeUrl` works for the operation `sendAndWait` only.
 *
 * @returns the resume URL without the path if n8n is configured with an address that is not a URL
 */
export function resumeUrl(context: IExecuteFunctions, item: number, path: string): string {
	const resume = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item));
	const url = parseUrl(resume);
	if (!url) return resume;
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
	return url.href;
}
