import { v1Batch } from '../batches.mts';
import { isoTime } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { carryOutInV1, scenarioOfRequestInV1 } from '../transfers.mts';
import {
	callbackUrl,
	field,
	metadata,
	money,
	oneOf,
	optional,
	present,
	reference,
} from '../validation.mts';
import type { World } from '../world.mts';

/** Kopokopo .NET SDK, PayCategory.cs. */
const CATEGORIES = [
	'advertising_and_marketing',
	'education_and_training',
	'general',
	'insurance',
	'legal_and_professional',
	'maintenance_and_repairs',
	'loans',
	'office_supplies',
	'permits_licences_subscriptions',
	'postage_and_shipping',
	'rent_or_mortgage',
	'sales_commissions',
	'travel',
	'utilities',
	'salaries',
];

/** Money to a recipient in v1. */
export const payment: ResourceType = {
	collection: 'payments',
	versions: ['v1'],
	type: 'payment',
	rules: [
		field('destination_type', present, oneOf(['mobile_wallet', 'bank_account', 'till', 'paybill'])),
		field('destination_reference', present, reference),
		...money,
		field('description', present),
		field('category', optional(oneOf(CATEGORIES))),
		field(
			'tags',
			optional((tags) =>
				typeof tags === 'string' || Array.isArray(tags) ? undefined : 'is invalid',
			),
		),
		field('metadata', metadata),
		callbackUrl,
	],
	scenario: scenarioOfRequestInV1,
	stages: (resource, world) =>
		answered(
			resource,
			world,
			[() => attributesOf(resource, 'Pending', { transfer_batches: [] })],
			() => attributesOf(resource, resource.scenario.status ?? 'Processed', paid(resource, world)),
		),
};

function paid({ id, request, scenario }: Resource, world: World): Json {
	const batches = [
		[
			{
				amount: Number(textAt(request, 'amount.value')),
				type: textAt(request, 'destination_type'),
				reference: textAt(request, 'destination_reference'),
				scenario,
			},
		],
	];
	return carryOutInV1(batches, v1Batch, world, id);
}

/** As in k2-connect-php tests/Mocks/payStatus.json. */
function attributesOf({ request, createdAt }: Resource, status: string, result: Json): Json {
	return {
		status,
		created_at: isoTime(createdAt),
		amount: request['amount'],
		...result,
		metadata: request['metadata'] ?? null,
	};
}
