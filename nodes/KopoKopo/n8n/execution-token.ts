import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * A token that an execution shares with its Retry: the signature in `$execution.resumeUrl`.
 *
 * @returns undefined before n8n 2.14, whose resume URLs have no signature
 */
export function executionToken(context: IExecuteFunctions): string | undefined {
	const { $execution } = context.getWorkflowDataProxy(0);
	const { resumeUrl = '' }: { resumeUrl?: string } = $execution ?? {};
	return /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
}
