import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { referenceFor, scenarioOf, scenarios } from '../scenarios.mts';
import { type Rule, callbackUrl, field, present } from '../validation.mts';
import type { World } from '../world.mts';

const knownEvent: Rule = (body, _version, world) => {
	const reference = textAt(body, 'webhook_event_reference');
	return wasDelivered(reference, world) || scenarios.map(referenceFor).includes(reference)
		? undefined
		: 'Webhook event reference is invalid';
};

/** An SMS to the customer of a payment, which the ID of its webhook identifies. */
export const transactionSmsNotification: ResourceType = {
	collection: 'transaction_sms_notifications',
	versions: ['v1'],
	type: 'transaction_sms_notification',
	rules: [
		field('webhook_event_reference', present),
		knownEvent,
		field('message', present),
		callbackUrl,
	],
	scenario: (request) => scenarioOf({ reference: textAt(request, 'webhook_event_reference') }),
	stages: (resource, world) =>
		answered(resource, world, [() => attributesOf(resource, 'Pending')], () =>
			attributesOf(resource, resource.scenario.error === undefined ? 'Success' : 'Failed'),
		),
};

function wasDelivered(id: string, { deliveries }: World): boolean {
	return deliveries.all.some(
		({ topic, body }) =>
			topic === 'buygoods_transaction_received' && (JSON.parse(body) as Json)['id'] === id,
	);
}

/** As in k2-connect-php tests/Mocks/transactionSmsNotificationStatus.json; a failure is a guess. */
function attributesOf({ request, scenario }: Resource, status: string): Json {
	return {
		status,
		message: request['message'],
		webhook_event_reference: request['webhook_event_reference'],
		...(status === 'Failed' && { errors: [scenario.error] }),
	};
}
