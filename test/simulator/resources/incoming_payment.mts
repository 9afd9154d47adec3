import type { Delivery } from '../deliveries.mts';
import { isoTime } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered, enter } from '../life.mts';
import { buygoodsFields } from '../payments.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { scenarioNamed, scenarioOf } from '../scenarios.mts';
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

/** An M-PESA STK push: asks a customer on the phone to pay a till. */
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
	scenario(request, { byHand }) {
		const scenario = scenarioOf({
			phoneNumber: textAt(request, 'subscriber.phone_number'),
			amount: Number(textAt(request, 'amount.value')),
		});
		return byHand && scenario.error === undefined ? { ...scenario, unanswered: true } : scenario;
	},
	stages: (resource, world) =>
		answered(
			resource,
			world,
			[() => attributesOf(resource, 'Pending', {})],
			() => resultOf(resource, world).attributes,
		),
};

/** The customer's answers and their scenarios. */
export const promptAnswers = {
	pay: 'paid',
	cancel: 'cancelled',
	'wrong-pin': 'wrong PIN',
	'insufficient-balance': 'insufficient balance',
	'time-out': 'timed out',
} as const;

export type PromptAnswer = keyof typeof promptAnswers;

export function isPromptAnswer(word: string): word is PromptAnswer {
	return Object.hasOwn(promptAnswers, word);
}

/**
 * Answers a pending STK push and sends the callback and the webhooks. Resolves after the first attempt of
 * each delivery.
 *
 * @throws RangeError if the request is unknown or already has a result
 */
export async function answerPrompt(
	world: World,
	id: string,
	answer: PromptAnswer,
): Promise<Delivery[]> {
	const resource = world.resources.get(id);
	if (resource?.collection !== incomingPayment.collection) {
		throw new RangeError(`Unknown STK push: ${id}`);
	}
	if (!isPending(resource)) throw new RangeError('The STK push already has a result');

	const { deliveries } = resource.scenario;
	resource.scenario = { ...scenarioNamed(promptAnswers[answer]), deliveries };
	let reported: Result['reported'] | undefined;
	const calledBack = enter(world, resource, {
		after: 0,
		callsBack: true,
		enter() {
			const result = resultOf(resource, world);
			reported = result.reported;
			return result.attributes;
		},
	});
	return (await Promise.all([calledBack, reported ?? []])).flat();
}

export function isPending({ attributes }: Resource): boolean {
	return attributes['status'] === 'Pending';
}

interface Result {
	attributes: Json;
	/** The webhooks. */
	reported: Promise<Delivery[]>;
}

function resultOf(resource: Resource, world: World): Result {
	const { id, version, request, scenario } = resource;
	const { error } = scenario;
	if (error !== undefined) {
		const errors = version === 'v1' ? error : [error];
		return {
			attributes: attributesOf(resource, 'Failed', { errors }),
			reported: Promise.resolve([]),
		};
	}
	const payment = {
		tillNumber: textAt(request, 'till_number'),
		amount: Number(textAt(request, 'amount.value')),
		phoneNumber: textAt(request, 'subscriber.phone_number'),
		firstName: textAt(request, 'subscriber.first_name'),
		middleName: textAt(request, 'subscriber.middle_name') || null,
		lastName: textAt(request, 'subscriber.last_name'),
	};
	const { transaction, reported } = receive(world, payment, id);
	return {
		attributes: attributesOf(resource, 'Success', { resource: buygoodsFields(transaction) }),
		reported,
	};
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
