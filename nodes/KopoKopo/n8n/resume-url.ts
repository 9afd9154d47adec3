import type { IExecuteFunctions } from 'n8n-workflow';

import { parseUrl } from '../api/environments';

/**
 * The URL that resumes this execution at the node whose webhook has this path. The path goes before the query, which
 * holds a signature since n8n 2.14. `getSignedResumeUrl` works for the operation `sendAndWait` only.
 */
export function resumeUrl(context: IExecuteFunctions, item: number, path: string): string {
	const resume = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item));
	const url = parseUrl(resume);
	// n8n can be configured with an address that is not a URL.
	if (!url) return resume;
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
	return url.href;
}
