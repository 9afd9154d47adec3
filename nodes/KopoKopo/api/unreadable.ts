import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { RequestFailure } from './request-failure';

/** For a request that was accepted, but whose response lacks something: `missing`, with its article. */
export const unreadable = ({ statusCode }: IN8nHttpFullResponse, missing: string): RequestFailure =>
	new RequestFailure({
		outcome: 'accepted',
		message: `Kopo Kopo responded without ${missing} (${statusCode}).`,
		advice: 'Check the environment and the base URL in the credential.',
		status: statusCode,
	});
