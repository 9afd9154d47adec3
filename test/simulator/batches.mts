import { displayNames } from './accounts.mts';
import { decimalAmount, isoTime, receipt } from './format.mts';
import type { Json } from './json.mts';
import type { Scenario } from './scenarios.mts';

export interface Transfer {
	/** In shillings. */
	amount: number;
	/** The destination type, such as `till` or `merchant_wallet`. */
	type: string;
	reference: string;
	scenario: Scenario;
	/** Fields of the destination that the disbursement contains too. */
	repeated?: Json;
}

export type Batch = readonly Transfer[];

/** A batch in a status response. */
export interface BatchJson extends Json {
	status: string | undefined;
	disbursements: Json[];
}

export type BatchForm = (batch: Batch, now: number) => BatchJson;

/** As in k2-connect-php tests/Mocks/payStatus.json and tests/Mocks/transferStatus.json. */
export const v1Batch: BatchForm = (batch, now) => ({
	status: statusOf(batch),
	disbursements: batch.map((transfer) => ({
		...disbursementOf(transfer, now),
		destination_type: displayNames[transfer.type],
		...(errorsOf(transfer) && { errors: errorsOf(transfer) }),
	})),
});

/** As in tests/Mocks/sendMoneyStatus.json of k2-connect-php's v2 branch. */
export const v2Batch: BatchForm = (batch, now) => ({
	status: statusOf(batch),
	amount: decimalAmount(totalOf(batch)),
	disbursements: batch.map((transfer) => ({
		...disbursementOf(transfer, now),
		destination_type: transfer.type,
		errors: errorsOf(transfer),
		...transfer.repeated,
	})),
});

/** The v1 sandbox returns the receipt as a number (k2-connect-php example/last_response.json). */
export const sandboxBatch: BatchForm = (batch, now) => ({
	status: statusOf(batch),
	amount: String(totalOf(batch)),
	disbursements: batch.map((transfer) => ({
		...disbursementOf(transfer, now),
		amount: String(transfer.amount),
		destination_type: transfer.type,
		transaction_reference: hasMoved(transfer) ? Math.floor(now / 1000) : null,
		...(errorsOf(transfer) && { errors: errorsOf(transfer) }),
	})),
});

export function hasMoved({ scenario }: Transfer): boolean {
	return scenario.disbursement === 'Transferred';
}

export function totalOf(batch: Batch): number {
	return batch.reduce((total, { amount }) => total + amount, 0);
}

function statusOf([first]: Batch): string | undefined {
	return first?.scenario.disbursement;
}

function disbursementOf(transfer: Transfer, now: number): Json {
	const hasReceipt = hasMoved(transfer) && !transfer.type.endsWith('bank_account');
	return {
		amount: decimalAmount(transfer.amount),
		status: transfer.scenario.disbursement,
		origination_time: isoTime(now),
		destination_reference: transfer.reference,
		transaction_reference: hasReceipt ? receipt(now) : null,
	};
}

/** Only a failed disbursement has its own errors. The errors of a cancelled one are at the top. */
function errorsOf({ scenario }: Transfer): unknown[] | null {
	return scenario.disbursement === 'Failed' ? [scenario.error] : null;
}
