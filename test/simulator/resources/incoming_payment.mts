import { isoTime } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { buygoodsFields } from '../payments.mts';
import type { Resource, ResourceType, Stage } from '../resource.mts';
import { field, matching, metadata, oneOf, positive, present, secureUrl } from '../validation.mts';
import { type World, receive } from '../world.mts';

/** An M-PESA STK push: a customer is asked on the phone to pay a till. */
export const incomingPayment: ResourceType = {
	collection: 'incoming_payments',
	versions: ['v1', 'v2'],
	type: 'incoming_payment',
	rules: [
		field('till_number', present, matching(/^K?\d+$/)),
		field('subscriber.phone_number', present, matching(/^\+254\d{9}$/, 'is an invalid number')),
		field('amount.currency', present, oneOf(['KES'])),
		field('amount.value', present, positive),
		field('payment_channel', present),
		field('metadata', metadata),
		field('_links.callback_url', present, secureUrl),
	],
	scenario: { phoneNumber: 'subscriber.phone_number', amount: 'amount.value' },
	stages: (resource, world) => [
		{ after: 0, enter: () => attributesOf(resource, 'Pending', {}) },
		...(resource.scenario.unanswered ? [] : [answered(resource, world)]),
	],
};

function answered(resource: Resource, world: World): Stage {
	const { error } = resource.scenario;
	return {
		after: world.resultDelay,
		callsBack: true,
		enter: () =>
			error === undefined
				? attributesOf(resource, 'Success', { resource: pay(resource, world) })
				: attributesOf(resource, 'Failed', { errors: resource.version === 'v1' ? error : [error] }),
	};
}

function pay({ request }: Resource, world: World): Json {
	const { transaction } = receive(world, {
		tillNumber: textAt(request, 'till_number'),
		amount: Number(textAt(request, 'amount.value')),
		phoneNumber: textAt(request, 'subscriber.phone_number'),
		firstName: textAt(request, 'subscriber.first_name'),
		middleName: textAt(request, 'subscriber.middle_name') || null,
		lastName: textAt(request, 'subscriber.last_name'),
	});
	return buygoodsFields(transaction);
}

/** As in k2-connect-php tests/Mocks/stkStatus.json. */
function attributesOf({ request, createdAt }: Resource, status: string, event: Json): Json {
	return {
		initiation_time: isoTime(createdAt),
		status,
		event: { type: 'Incoming Payment Request', resource: null, errors: null, ...event },
		metadata: request['metadata'] ?? null,
	};
}
