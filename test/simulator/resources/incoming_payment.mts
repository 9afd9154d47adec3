import { isoTime } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import { buygoodsFields } from '../payments.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { scenarioOf } from '../scenarios.mts';
import {
	callbackUrl,
	field,
	metadata,
	money,
	phoneNumber,
	present,
	tillNumber,
} from '../validation.mts';
import { type World, receive } from '../world.mts';

/** An M-PESA STK push: a customer is asked on the phone to pay a till. */
export const incomingPayment: ResourceType = {
	collection: 'incoming_payments',
	versions: ['v1', 'v2'],
	type: 'incoming_payment',
	rules: [
		field('till_number', present, tillNumber),
		field('subscriber.phone_number', present, phoneNumber),
		...money,
		field('payment_channel', present),
		field('metadata', metadata),
		callbackUrl,
	],
	scenario: (request) =>
		scenarioOf({
			phoneNumber: textAt(request, 'subscriber.phone_number'),
			amount: Number(textAt(request, 'amount.value')),
		}),
	stages: (resource, world) =>
		answered(resource, world, [() => attributesOf(resource, 'Pending', {})], () =>
			resultOf(resource, world),
		),
};

function resultOf(resource: Resource, world: World): Json {
	const { error } = resource.scenario;
	return error === undefined
		? attributesOf(resource, 'Success', { resource: pay(resource, world) })
		: attributesOf(resource, 'Failed', { errors: resource.version === 'v1' ? error : [error] });
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
