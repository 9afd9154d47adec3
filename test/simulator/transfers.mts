import { type OwnAccountType, displayNames, isOwnAccountType, ownAccounts } from './accounts.mts';
import {
	type Batch,
	type BatchForm,
	type BatchJson,
	type Transfer,
	hasMoved,
	totalOf,
} from './batches.mts';
import { type Json, textAt } from './json.mts';
import { transactionOf } from './payments.mts';
import { type Choice, type Scenario, scenarioOf } from './scenarios.mts';
import { type World, report } from './world.mts';

/** The result of transfers in a status response. */
export interface Outcome extends Json {
	transfer_batches: BatchJson[];
	/** Why batches were cancelled; null if none was. */
	errors: unknown[] | null;
}

/**
 * Makes transfers and sends webhooks for money that reaches own accounts.
 *
 * @param cause the ID of the resource that requested them
 */
export function carryOut(
	batches: readonly Batch[],
	form: BatchForm,
	world: World,
	cause: string,
): Outcome {
	const cancelled = batches.flat().filter(({ scenario }) => scenario.disbursement === 'Cancelled');
	const errors = new Set(cancelled.map(({ scenario }) => scenario.error));
	const shown = batches.map((batch) => {
		const json = form(batch, world.schedule.now());
		const [first] = batch;
		if (first && hasMoved(first) && isOwnAccountType(first.type)) {
			reportSettlement(batch, { ...first, type: first.type }, json, world, cause);
		}
		return json;
	});
	return { transfer_batches: shown, errors: errors.size > 0 ? [...errors] : null };
}

/** In v1, `errors` is absent without errors. */
export function carryOutInV1(...transfers: Parameters<typeof carryOut>): Json {
	const { errors, ...outcome } = carryOut(...transfers);
	return errors ? { ...outcome, errors } : outcome;
}

/**
 * Sends the whole balance, or an amount, to the preferred accounts (k2-connect-php
 * tests/Mocks/transferStatus.json).
 */
export function sweep(scenario: Scenario, amount?: number): Batch[] {
	const to = (type: OwnAccountType, part: number): Transfer => ({
		amount: part,
		type,
		reference: ownAccounts[type].reference,
		scenario,
	});
	if (amount) return [[to('merchant_wallet', amount)]];
	return [
		[to('merchant_wallet', 19_900)],
		[to('merchant_bank_account', 24_452), to('merchant_bank_account', 25_000)],
	];
}

/** The scenario of a destination, or of the account whose ID is its reference. */
export function scenarioOfTransfer(choice: Choice, { resources }: World): Scenario {
	const account = resources.get(choice.reference ?? '')?.attributes ?? {};
	return scenarioOf({
		...choice,
		phoneNumber: choice.phoneNumber || textAt(account, 'phone_number'),
		tillNumber: choice.tillNumber || textAt(account, 'till_number'),
	});
}

/** The scenario of a v1 request, which has one destination and one amount. */
export function scenarioOfRequestInV1(request: Json, world: World): Scenario {
	const reference = textAt(request, 'destination_reference');
	return scenarioOfTransfer({ reference, amount: Number(textAt(request, 'amount.value')) }, world);
}

function reportSettlement(
	batch: Batch,
	{ type, reference, scenario }: Transfer & { type: OwnAccountType },
	{ disbursements }: BatchJson,
	world: World,
	cause: string,
): void {
	const settlement = {
		event: 'settlement_transfer_completed',
		tillNumber: '',
		amount: totalOf(batch),
		// Chooses the same scenario for the deliveries.
		phoneNumber: scenario.phoneNumber,
	};
	void report(world, transactionOf(settlement, world.schedule.now(), cause), {
		destination: { type: displayNames[type], resource: accountAt(reference, type, world) },
		disbursements: disbursements.map(
			({ amount, status, origination_time, transaction_reference }) => ({
				amount,
				status,
				origination_time,
				transaction_reference,
			}),
		),
	});
}

/** The account whose ID is the reference, or the published sample with that reference. */
function accountAt(reference: string, type: OwnAccountType, { resources }: World): Json {
	const sample: Json = { ...ownAccounts[type], reference };
	const created = resources.get(reference)?.attributes ?? {};
	const names = Object.keys(sample).filter((name) => name in created);
	return { ...sample, ...Object.fromEntries(names.map((name) => [name, created[name]])) };
}
