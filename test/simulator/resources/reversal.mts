import { decimalAmount, isoTime, receipt } from '../format.mts';
import { type Json, textAt } from '../json.mts';
import { answered } from '../life.mts';
import { type Transaction, isReceived, reversedEvents } from '../payments.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { type Scenario, scenarioOf } from '../scenarios.mts';
import { type Rule, callbackUrl, field, metadata, present } from '../validation.mts';
import { type World, record } from '../world.mts';

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

const knownTransaction: Rule = (body, _version, world) =>
	transactionOf(body, world) ? undefined : 'Transaction reference invalid';

const reversedOnce: Rule = (body, _version, { resources }) =>
	[...resources.values()].some(
		({ collection, request, attributes }) =>
			collection === reversal.collection &&
			textAt(request, 'transaction_reference') === textAt(body, 'transaction_reference') &&
			!/Cancelled|Failed/.test(textAt(attributes, 'reversal_bulk_payment.status')),
	)
		? ['You cannot reverse a transaction in Pending Reversal']
		: undefined;

/** Returns a whole payment to the customer. */
export const reversal: ResourceType = {
	collection: 'reversals',
	versions: ['v2'],
	type: 'reversal',
	rules: [
		field('transaction_reference', present),
		field('reason', present),
		knownTransaction,
		reversedOnce,
		field('metadata', metadata),
		callbackUrl,
	],
	scenario: scenarioOfTransaction,
	stages: (resource, world) =>
		answered(
			resource,
			world,
			[
				() => attributesOf(resource, 'Received', { reversal_bulk_payment: null }),
				() => attributesOf(resource, 'Scheduled', {}),
			],
			() =>
				attributesOf(resource, resource.scenario.status ?? 'Processed', reversed(resource, world)),
			resource.scenario.disbursement === 'Cancelled' ? 'reversals' : undefined,
		),
};

function reversed({ id, request, scenario }: Resource, world: World): Json {
	const now = world.schedule.now();
	const transaction = transactionOf(request, world);
	const { disbursement: status, error } = scenario;
	if (transaction && status === 'Transferred') {
		const event = reversedEvents[transaction.event] ?? transaction.event;
		void record(world, { ...transaction, event, originatedAt: now, cause: id });
	}
	return {
		reversal_bulk_payment: {
			amount: decimalAmount(transaction?.amount ?? 0),
			status,
			origination_time: isoTime(now),
			transaction_reference: status === 'Transferred' ? receipt(now) : null,
		},
		errors: error === undefined ? null : [error],
	};
}

function transactionOf(request: Json, { transactions, schedule }: World): Transaction | undefined {
	const wanted = textAt(request, 'transaction_reference');
	return transactions
		.filter(isReceived)
		.filter(({ originatedAt }) => schedule.now() - originatedAt <= THIRTY_DAYS)
		.find(({ reference }) => reference === wanted);
}

function scenarioOfTransaction(request: Json, world: World): Scenario {
	const { phoneNumber, amount } = transactionOf(request, world) ?? {};
	return scenarioOf({ phoneNumber, amount });
}

/**
 * As in tests/Mocks/reversals/reversalStatus.json of k2-connect-php's v2 branch, in k2-connect-node
 * 2.0.0 (Received), and in the guide (Scheduled, without the bulk payment).
 */
function attributesOf({ request, createdAt }: Resource, status: string, result: Json): Json {
	return {
		status,
		created_at: isoTime(createdAt),
		transaction_reference: request['transaction_reference'],
		reason: request['reason'],
		errors: null,
		...result,
		metadata: request['metadata'] ?? null,
	};
}
