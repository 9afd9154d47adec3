import type { ApiVersion } from './environments';

export interface Endpoint {
	/** Last part of the collection's path. */
	collection: string;
	/** `data.type` of the resource in Kopo Kopo's JSON. */
	type: string;
	/** What one such resource is called in messages. */
	noun: string;
	versions: readonly ApiVersion[];
	/** Whether creating one moves money, so that it must never be sent a second time. */
	movesMoney: boolean;
}

/** The API's collections. A new resource is a row here and a folder under `resources/`. */
export const endpoints = {
	stkPush: {
		collection: 'incoming_payments',
		type: 'incoming_payment',
		noun: 'incoming payment',
		versions: ['v1', 'v2'],
		movesMoney: true,
	},
	webhookSubscription: {
		collection: 'webhook_subscriptions',
		type: 'webhook_subscription',
		noun: 'webhook subscription',
		versions: ['v1', 'v2'],
		movesMoney: false,
	},
} as const satisfies Record<string, Endpoint>;

/**
 * Path of a collection. What exists in both versions follows the credential's choice; what exists in
 * one always uses that one.
 */
export function collectionPath(endpoint: Endpoint, chosen: ApiVersion): string {
	const version = endpoint.versions.includes(chosen) ? chosen : endpoint.versions[0];
	return `/api/${version}/${endpoint.collection}`;
}
