import { ownAccounts } from '../accounts.mts';
import { type Batch, sandboxBatch, v1Batch } from '../batches.mts';
import { isoTime } from '../format.mts';
import { type Json, textAt, valueAt } from '../json.mts';
import { answered } from '../life.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { carryOutInV1, scenarioOfRequestInV1, sweep } from '../transfers.mts';
import {
	all,
	callbackUrl,
	field,
	money,
	oneOf,
	optional,
	present,
	reference,
} from '../validation.mts';
import type { World } from '../world.mts';

const isTargeted = (request: Json) =>
	['destination_type', 'destination_reference'].some((name) => textAt(request, name) !== '');

const targeted = all(
	field('destination_type', present, oneOf(Object.keys(ownAccounts))),
	field('destination_reference', present, reference),
	...money,
);

const blind = all(
	field('amount.currency', optional(oneOf(['KES']))),
	field(
		'amount.value',
		optional((value) => (Number(value) >= 0 ? undefined : 'must be greater than or equal to 0')),
	),
);

/** Money to one own account, or to the preferred ones. */
export const settlementTransfer: ResourceType = {
	collection: 'settlement_transfers',
	versions: ['v1'],
	type: 'settlement_transfer',
	rules: [
		(body, ...context) => (isTargeted(body) ? targeted : blind)(body, ...context),
		callbackUrl,
	],
	scenario: scenarioOfRequestInV1,
	stages: (resource, world) =>
		answered(
			resource,
			world,
			[() => attributesOf(resource, 'Pending', { transfer_batches: [] })],
			() => settled(resource, world),
		),
};

function settled(resource: Resource, world: World): Json {
	const batches = batchesOf(resource);
	const ofSandbox = textAt(resource.request, 'destination_type') === 'merchant_bank_account';
	const { disbursement, status } = resource.scenario;
	const usual = ofSandbox && disbursement === 'Transferred' ? disbursement : 'Processed';

	return attributesOf(
		resource,
		status ?? usual,
		carryOutInV1(batches, ofSandbox ? sandboxBatch : v1Batch, world, resource.id),
	);
}

function batchesOf({ request, scenario }: Resource): Batch[] {
	const amount = amountOf(request);
	if (!isTargeted(request)) return sweep(scenario, amount);
	const type = textAt(request, 'destination_type');
	const reference = textAt(request, 'destination_reference');
	return [[{ amount, type, reference, scenario }]];
}

function amountOf(request: Json): number {
	return Number(textAt(request, 'amount.value'));
}

/** As in k2-connect-php tests/Mocks/transferStatus.json. */
function attributesOf({ request, createdAt }: Resource, status: string, result: Json): Json {
	return {
		status,
		created_at: isoTime(createdAt),
		amount: {
			currency: 'KES',
			value: amountOf(request) > 0 ? valueAt(request, 'amount.value') : null,
		},
		...result,
	};
}
