import type { Credential, WorkflowDraft } from '../host/rest-client.mts';

export const pollerNode = 'Kopo Kopo Polling Trigger';

/** Poll Times of every few seconds: n8n takes no interval below a minute, but several of a minute. */
export const everySeconds = (seconds: number) => ({
	item: Array.from({ length: 60 / seconds }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds} * * * * *`,
	})),
});

/** A polling trigger alone, which polls every five seconds. */
export const pollingDraft = (
	{ id, name, type }: Credential,
	parameters: Record<string, unknown> = {},
): WorkflowDraft => ({
	name: 'Payments that a poll finds',
	nodes: [
		{
			name: pollerNode,
			type: 'n8n-nodes-kopokopo.kopoKopoPollingTrigger',
			typeVersion: 1,
			parameters: { pollTimes: everySeconds(5), ...parameters },
			credentials: { [type]: { id, name } },
		},
	],
	connections: {},
});
