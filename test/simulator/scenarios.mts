import type { Override } from './answer.mts';

/** Whether a delivery bears the signature of the application's API key. */
export type Authenticity = 'genuine' | 'forged';

/** What becomes of money on its way out. */
export type Disbursement = 'Transferred' | 'Cancelled' | 'Failed';

/** How a request goes, chosen by whoever makes it with a phone number, an amount and the like. */
export interface Scenario {
	name: string;
	description: string;
	phoneNumber: string;
	/** In shillings; chooses the same scenario for any phone number. */
	amount?: number;
	/** M-PESA's words when it refuses the payment. */
	error?: string;
	/** What becomes of money that goes out, the request itself being Processed all the same. */
	disbursement: Disbursement;
	/** Status at the top of a result where money went out, instead of that of its resource. */
	status?: string;
	/** Nobody ever answers: there is no result. */
	unanswered?: boolean;
	/** What the request is answered instead of 201. Delays are on the clock. */
	answer?: Override;
	/** Milliseconds until pollings list the payment. */
	listedAfter?: number;
	/** What is sent to each URL that hears of it. */
	deliveries: readonly Authenticity[];
}

const PAID: Scenario = {
	name: 'paid',
	description: 'The customer pays. So does every number that is not listed here.',
	phoneNumber: '+254700000001',
	disbursement: 'Transferred',
	deliveries: ['genuine'],
};

const HTML = {
	headers: { 'Content-Type': 'text/html' },
	body: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
};

/** All scenarios; `README.md` shows the same table. */
export const scenarios: readonly Scenario[] = [
	PAID,
	{
		...PAID,
		name: 'cancelled',
		description: 'The customer cancels: Failed, "Request cancelled by user".',
		phoneNumber: '+254700000002',
		amount: 99902,
		error: 'Request cancelled by user',
		disbursement: 'Cancelled',
	},
	{
		...PAID,
		name: 'insufficient balance',
		description: 'Failed, "The balance is insufficient for the transaction".',
		phoneNumber: '+254700000003',
		amount: 99903,
		error: 'The balance is insufficient for the transaction',
		disbursement: 'Cancelled',
	},
	{
		...PAID,
		name: 'wrong PIN',
		description: 'Failed, "The initiator information is invalid.".',
		phoneNumber: '+254700000004',
		amount: 99904,
		error: 'The initiator information is invalid.',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: 'never answered',
		description: 'The customer never answers: it stays Pending and nothing is delivered.',
		phoneNumber: '+254700000005',
		amount: 99905,
		unanswered: true,
	},
	{
		...PAID,
		name: 'server error',
		description: 'The request is answered 500 and nothing happens.',
		phoneNumber: '+254700000006',
		amount: 99906,
		answer: { status: 500 },
	},
	{
		...PAID,
		name: 'server error after accepting',
		description: 'The request is answered 500, but the customer pays.',
		phoneNumber: '+254700000007',
		amount: 99907,
		answer: { status: 500, afterEffect: true },
	},
	{
		...PAID,
		name: 'slow',
		description: 'The request is answered after 40 seconds; the customer pays meanwhile.',
		phoneNumber: '+254700000008',
		amount: 99908,
		answer: { delay: 40_000 },
	},
	{
		...PAID,
		name: 'dropped connection',
		description: 'The connection closes without an answer, but the customer pays.',
		phoneNumber: '+254700000009',
		amount: 99909,
		answer: { dropConnection: 'after' },
	},
	{
		...PAID,
		name: 'duplicate delivery',
		description: 'The customer pays, and everything is delivered twice.',
		phoneNumber: '+254700000010',
		amount: 99910,
		deliveries: ['genuine', 'genuine'],
	},
	{
		...PAID,
		name: 'forged delivery',
		description: 'The customer pays, and a copy with a wrong signature comes beside each delivery.',
		phoneNumber: '+254700000011',
		amount: 99911,
		deliveries: ['genuine', 'forged'],
	},
	{
		...PAID,
		name: 'timed out',
		description: 'The customer lets it time out: Failed, "DS timeout user cannot be reached".',
		phoneNumber: '+254700000012',
		amount: 99912,
		error: 'DS timeout user cannot be reached',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: 'left at Received',
		description: 'The customer pays. A request that sends money stays Received when it has.',
		phoneNumber: '+254700000013',
		amount: 99913,
		status: 'Received',
	},
	{
		...PAID,
		name: 'listed late',
		description: 'The customer pays. Pollings list the payment, with its time, after five minutes.',
		phoneNumber: '+254700000014',
		amount: 99914,
		listedAfter: 300_000,
	},
	{
		...PAID,
		name: 'errors by field',
		description: 'Refused with 422 and errors under the name of a field.',
		phoneNumber: '+254700000015',
		amount: 99915,
		answer: { status: 422, body: '{"errors":{"phone_number":["is invalid"]}}' },
	},
	{
		...PAID,
		name: 'errors with details',
		description: 'Refused with 400 and a list of errors that each have a detail.',
		phoneNumber: '+254700000016',
		amount: 99916,
		answer: { status: 400, body: '{"errors":[{"detail":"Amount is above the daily limit"}]}' },
	},
	{
		...PAID,
		name: 'error with a message',
		description: 'Refused with 400 and an error that is an object.',
		phoneNumber: '+254700000017',
		amount: 99917,
		answer: { status: 400, body: '{"error":{"message":"The till is suspended"}}' },
	},
	{
		...PAID,
		name: 'forbidden without a body',
		description: 'Refused with 403 and nothing else, as for a product that is not enabled.',
		phoneNumber: '+254700000018',
		amount: 99918,
		answer: { status: 403 },
	},
	{
		...PAID,
		name: 'page of HTML',
		description: 'Answered 502 with a page of HTML, and nothing happens.',
		phoneNumber: '+254700000019',
		amount: 99919,
		answer: { status: 502, ...HTML },
	},
	{
		...PAID,
		name: 'expired',
		description: 'The customer answers too late: Failed, "Transaction has expired".',
		phoneNumber: '+254700000020',
		amount: 99920,
		error: 'Transaction has expired',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: 'busy',
		description: 'The customer has another request open: Failed, "Unable to lock subscriber, …".',
		phoneNumber: '+254700000021',
		amount: 99921,
		error:
			'Unable to lock subscriber, a transaction is already in process for the current subscriber',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: 'over the limit',
		description: 'The customer reached a limit: Failed, "Declined due to limit rule: …".',
		phoneNumber: '+254700000022',
		amount: 99922,
		error: 'Declined due to limit rule: would exceed the daily transfer limit.',
		disbursement: 'Failed',
	},
];

/** What a request may choose its scenario with. */
export interface Choice {
	phoneNumber?: string;
	/** The reference of a destination, or of a webhook. */
	reference?: string;
	tillNumber?: string;
	amount?: number;
}

const digits = (text: string) => text.replace(/\D/g, '');

/** The reference that chooses a scenario: `70000000-0000-4000-8000-000000000002` for the second. */
export function referenceFor({ phoneNumber }: Scenario): string {
	return `70000000-0000-4000-8000-${phoneNumber.slice(-2).padStart(12, '0')}`;
}

/** The till that chooses a scenario: `700002`, or `K700002`, for the second. */
export function tillFor({ phoneNumber }: Scenario): string {
	return `7000${phoneNumber.slice(-2)}`;
}

/** The scenario that a phone number or, failing that, a reference, a till or an amount asks for. */
export function scenarioOf({
	phoneNumber = '',
	reference,
	tillNumber = '',
	amount,
}: Choice = {}): Scenario {
	return (
		scenarios.find((scenario) => digits(scenario.phoneNumber) === digits(phoneNumber)) ??
		scenarios.find((scenario) => referenceFor(scenario) === reference) ??
		scenarios.find((scenario) => tillFor(scenario) === digits(tillNumber)) ??
		scenarios.find((scenario) => scenario.amount !== undefined && scenario.amount === amount) ??
		PAID
	);
}

/** The scenario of that name. */
export function scenarioNamed(name: string): Scenario {
	return scenarios.find((scenario) => scenario.name === name) ?? PAID;
}

/** Whether a scenario asks for anything out of the ordinary. */
export function isSpecial({ name }: Scenario): boolean {
	return name !== PAID.name;
}
