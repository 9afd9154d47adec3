import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { kopoKopo, RequestFailure } from './request-failure';

/** The failure of a request that was accepted, but whose answer lacks what it is for. */
export const unreadable = ({ statusCode }: IN8nHttpFullResponse, missing: string): RequestFailure =>
	new RequestFailure({
		outcome: 'accepted',
		subject: kopoKopo,
		what: `answered without ${missing} (${statusCode})`,
		advice: 'Check the environment or the base URL in the credential.',
		status: statusCode,
	});
