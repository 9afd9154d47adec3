import { randomUUID } from 'node:crypto';
import { type Batch, v2Batch } from '../batches.mts';
import { isoTime } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { type Scenario, isSpecial, scenarioOf } from '../scenarios.mts';
import { carryOut, scenarioOfTransfer, sweep } from '../transfers.mts';
import {
	type Rule,
	boolean,
	byType,
	callbackUrl,
	each,
	field,
	matching,
	metadata,
	oneOf,
	optional,
	positive,
	present,
	reference,
	tillNumber,
} from '../validation.mts';
import type { World } from '../world.mts';

const amount = field('amount', present, positive);
const external = [amount, field('description', present), field('favourite', boolean)];
const own = [amount, field('reference', present, reference)];

/** A plus in a phone number is allowed, as in k2-connect-php's v2 branch (Validate.php). */
const destinations: Readonly<Record<string, readonly Rule[]>> = {
	mobile_wallet: [
		field('phone_number', present, matching(/^\+?254\d{9}$/, 'is an invalid number')),
		field('network', present),
		...external,
	],
	bank_account: [
		field('bank_branch_ref', present, reference),
		field('account_name', present),
		field('account_number', present),
		...external,
	],
	till: [field('till_number', present, tillNumber), ...external],
	paybill: [
		field('paybill_number', present, matching(/^\d+$/)),
		field('paybill_account_number', present),
		...external,
	],
	merchant_wallet: own,
	merchant_bank_account: own,
};

/** Fields of a destination that its disbursement contains too. */
const REPEATED = [
	'nickname',
	'favourite',
	'phone_number',
	'account_number',
	'till_number',
	'paybill_number',
];

/** Money to other people, or the whole balance to own accounts. */
export const sendMoney: ResourceType = {
	collection: 'send_money',
	versions: ['v2'],
	type: 'send_money',
	rules: [
		each('destinations', byType('type', destinations)),
		field('source_identifier', optional(tillNumber)),
		field('currency', present, oneOf(['KES'])),
		field('metadata', metadata),
		callbackUrl,
	],
	scenario: (request, world) =>
		destinationsOf(request)
			.map((destination) => scenarioFor(destination, request, world))
			.find(isSpecial) ?? scenarioOfSource(request),
	stages: (resource, world) =>
		answered(
			resource,
			world,
			[() => attributesOf(resource, 'Scheduled', null, { transfer_batches: null, errors: null })],
			() =>
				attributesOf(
					resource,
					resource.scenario.status ?? 'Processed',
					'',
					carryOut(batchesOf(resource, world), v2Batch, world, resource.id),
				),
		),
};

function batchesOf({ request, scenario }: Resource, world: World): Batch[] {
	const all = destinationsOf(request);
	if (all.length === 0) return sweep(scenario);
	return all.map((destination) => [
		{
			amount: Number(destination['amount']),
			type: textAt(destination, 'type'),
			reference: textAt(destination, 'reference') || randomUUID(),
			scenario: scenarioFor(destination, request, world),
			repeated: Object.fromEntries(
				REPEATED.filter((name) => name in destination).map((name) => [name, destination[name]]),
			),
		},
	]);
}

/** A destination without a special scenario follows the source till. */
function scenarioFor(destination: Json, request: Json, world: World): Scenario {
	const scenario = scenarioOfTransfer(
		{
			phoneNumber: textAt(destination, 'phone_number'),
			reference: textAt(destination, 'reference'),
			tillNumber: textAt(destination, 'till_number'),
			amount: Number(textAt(destination, 'amount')),
		},
		world,
	);
	return isSpecial(scenario) ? scenario : scenarioOfSource(request);
}

function scenarioOfSource(request: Json): Scenario {
	return scenarioOf({ tillNumber: textAt(request, 'source_identifier') });
}

function destinationsOf(request: Json): Json[] {
	const { destinations: listed } = request;
	return Array.isArray(listed) ? (listed as Json[]) : [];
}

/**
 * As in tests/Mocks/sendMoneyStatus.json of k2-connect-php's v2 branch; k2-connect-node's README has
 * null for the source while it is scheduled, and an empty string in other samples.
 *
 * @param noSource replaces a missing source
 */
function attributesOf(
	{ request, createdAt }: Resource,
	status: string,
	noSource: string | null,
	result: Json,
): Json {
	const all = destinationsOf(request);
	return {
		status,
		created_at: isoTime(createdAt),
		source_identifier: textAt(request, 'source_identifier') || noSource,
		destinations: all.length > 0 ? all : null,
		currency: request['currency'],
		...result,
		metadata: request['metadata'] ?? null,
	};
}
