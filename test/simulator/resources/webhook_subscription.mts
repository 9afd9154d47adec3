import { type Json, textAt, valueAt } from '../json.mts';
import type { Resource, ResourceType, Version } from '../resource.mts';
import type { Rule } from '../validation.mts';
import { boolean, field, oneOf, present, secureUrl } from '../validation.mts';
import type { World } from '../world.mts';

export interface SubscriptionView {
	id: string;
	eventType: string;
	url: string;
	scope: string;
	/** The till; null for the whole company. */
	scopeReference: string | null;
	version: Version;
	location: string;
	/** Whether to send events in Safaricom's Daraja format. */
	daraja: boolean;
}

const knownEvent: Rule = (body, version, { topics }) =>
	topics[textAt(body, 'event_type')]?.versions.includes(version)
		? undefined
		: 'Event type is not included in the list';

/** The scope till needs a till, and some events only exist for the whole company. */
const fittingScope: Rule = (body, _version, { topics }) => {
	const scope = textAt(body, 'scope');
	const reference = textAt(body, 'scope_reference');
	const scopes: readonly string[] = topics[textAt(body, 'event_type')]?.scopes ?? [];
	if (!scopes.includes(scope)) return 'Scope is invalid for this event type';
	return scope === 'till' && !/^K?\d+$/.test(reference) ? 'Invalid scope reference' : undefined;
};

/** Names of the status fields: k2-connect-php src/data/WebhookSubscriptionData.php. */
export const webhookSubscription: ResourceType = {
	collection: 'webhook_subscriptions',
	versions: ['v1', 'v2'],
	type: 'webhook_subscription',
	rules: [
		field('event_type', present),
		knownEvent,
		field('url', present, secureUrl),
		field('scope', present, oneOf(['till', 'company'])),
		fittingScope,
		field('enable_daraja_payload', boolean),
	],
	stages: ({ request }) => [{ after: 0, enter: () => attributesOf(request) }],
};

function attributesOf(request: Json): Json {
	return {
		event_type: request['event_type'],
		webhook_uri: request['url'],
		status: 'Active',
		scope: textAt(request, 'scope') === 'till' ? 'Till' : 'Company',
		scope_reference: textAt(request, 'scope_reference') || null,
	};
}

/** All subscriptions, oldest first. */
export function subscriptionsOf(resources: Iterable<Resource>): SubscriptionView[] {
	return [...resources]
		.filter(({ type }) => type === webhookSubscription.type)
		.map(({ id, request, version, location }) => ({
			id,
			eventType: textAt(request, 'event_type'),
			url: textAt(request, 'url'),
			scope: textAt(request, 'scope'),
			scopeReference: textAt(request, 'scope_reference') || null,
			version,
			location,
			daraja: version === 'v2' && valueAt(request, 'enable_daraja_payload') === true,
		}));
}

/** The subscriptions to an event of a till. */
export function subscriptionsTo(
	event: string,
	tillNumber: string,
	{ resources }: World,
): SubscriptionView[] {
	return subscriptionsOf(resources.values()).filter(
		({ eventType, scope, scopeReference }) =>
			eventType === event && (scope === 'company' || scopeReference === tillNumber),
	);
}
