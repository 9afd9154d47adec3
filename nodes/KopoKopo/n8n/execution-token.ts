import type { IExecuteFunctions } from 'n8n-workflow';

/** A token that an execution shares with its Retry: the signature of `$execution.resumeUrl`, since n8n 2.14. */
export function executionToken(context: IExecuteFunctions): string | undefined {
	const { $execution } = context.getWorkflowDataProxy(0);
	const { resumeUrl = '' }: { resumeUrl?: string } = $execution ?? {};
	return /[?&]signature=([^&]+)/.exec(resumeUrl)?.[1];
}
