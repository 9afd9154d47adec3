import { isoSeconds } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import { isReceived, listedEvent } from '../payments.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { scenarioOf } from '../scenarios.mts';
import { type Rule, callbackUrl, field, oneOf, present, tillNumber } from '../validation.mts';
import type { World } from '../world.mts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

const time = (value: unknown) =>
	ISO_TIME.test(String(value)) && !Number.isNaN(Date.parse(String(value)))
		? undefined
		: 'is invalid';

const knownTill: Rule = (body) =>
	textAt(body, 'scope') === 'till' && tillNumber(textAt(body, 'scope_reference'))
		? 'Invalid scope reference'
		: undefined;

const forwards: Rule = (body) =>
	momentAt(body, 'from_time') > momentAt(body, 'to_time')
		? 'From time must be before to time'
		: undefined;

/** A list of the payments to a till or to the whole company in a time range. */
export const polling: ResourceType = {
	collection: 'polling',
	versions: ['v1', 'v2'],
	type: 'polling',
	rules: [
		field('scope', present, oneOf(['till', 'company'])),
		knownTill,
		field('from_time', present, time),
		field('to_time', present, time),
		forwards,
		callbackUrl,
	],
	scenario: (request) => scenarioOf({ tillNumber: textAt(request, 'scope_reference') }),
	stages: (resource, world) =>
		answered(resource, world, [() => attributesOf(resource, 'Pending', { transactions: [] })], () =>
			resultOf(resource, world),
		),
};

/** A failure is not documented. Clients read `errors`. */
function resultOf(resource: Resource, world: World): Json {
	const { error } = resource.scenario;
	return error === undefined
		? attributesOf(resource, 'Success', { transactions: transactionsOf(resource, world) })
		: attributesOf(resource, 'Failed', { transactions: [], errors: [error] });
}

function transactionsOf({ request }: Resource, { transactions, topics, schedule }: World): Json[] {
	const [from, to] = [momentAt(request, 'from_time'), momentAt(request, 'to_time')];
	const till = textAt(request, 'scope') === 'till' && textAt(request, 'scope_reference');

	return transactions
		.filter(isReceived)
		.filter(({ listedAt }) => listedAt <= schedule.now())
		.filter(({ originatedAt }) => originatedAt >= from && originatedAt <= to)
		.filter(({ tillNumber: paid }) => till === false || paid === till)
		.map((transaction) => {
			const topic = topics[listedEvent(transaction, transactions)];
			return { type: topic?.type, resource: topic?.resource(transaction) };
		});
}

function momentAt(request: Json, name: string): number {
	return Date.parse(textAt(request, name));
}

/** As in k2-connect-php tests/Mocks/pollingStatus.json. */
function attributesOf({ request }: Resource, status: string, result: Json): Json {
	const ofTill = textAt(request, 'scope') === 'till';
	return {
		status,
		from_time: isoSeconds(momentAt(request, 'from_time')),
		to_time: isoSeconds(momentAt(request, 'to_time')),
		...result,
		scope: ofTill ? 'Till' : 'Company',
		scope_reference: ofTill ? request['scope_reference'] : null,
	};
}
