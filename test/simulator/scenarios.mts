import type { Override } from './answer.mts';

/** Whether a delivery is signed with the application's API key. */
export type Authenticity = 'genuine' | 'forged';

export type Disbursement = 'Transferred' | 'Cancelled' | 'Failed';

/** What happens to a request, chosen by its phone number, amount and other values. */
export interface Scenario {
	name: string;
	description: string;
	phoneNumber: string;
	/** In shillings. Chooses the scenario for any other phone number. */
	amount?: number;
	/** M-PESA's error message. */
	error?: string;
	/** The result of outgoing money. The request itself is Processed in any case. */
	disbursement: Disbursement;
	/** Replaces the status at the top of the result of outgoing money. */
	status?: string;
	/** The request gets no result. */
	unanswered?: boolean;
	/** Replaces the 201. Delays use the simulator's clock. */
	answer?: Override;
	/** Milliseconds until transaction lists contain the payment. */
	listedAfter?: number;
	/** The copies that are sent to each URL. */
	deliveries: readonly Authenticity[];
}

const NEVER_ANSWERED = 'never answered';

const PAID: Scenario = {
	name: 'paid',
	description: 'The customer pays, as with every number and amount that is not listed here.',
	phoneNumber: '+254700000001',
	disbursement: 'Transferred',
	deliveries: ['genuine'],
};

const HTML = {
	headers: { 'Content-Type': 'text/html' },
	body: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
};

/** Keep `README.md` in sync. */
export const scenarios: readonly Scenario[] = [
	PAID,
	{
		...PAID,
		name: 'cancelled',
		description: 'The customer declines: Failed, "Request cancelled by user".',
		phoneNumber: '+254700000002',
		amount: 99902,
		error: 'Request cancelled by user',
		disbursement: 'Cancelled',
	},
	{
		...PAID,
		name: 'insufficient balance',
		description:
			'The customer lacks the money: Failed, "The balance is insufficient for the transaction".',
		phoneNumber: '+254700000003',
		amount: 99903,
		error: 'The balance is insufficient for the transaction',
		disbursement: 'Cancelled',
	},
	{
		...PAID,
		name: 'wrong PIN',
		description: 'The customer enters a wrong PIN: Failed, "The initiator information is invalid."',
		phoneNumber: '+254700000004',
		amount: 99904,
		error: 'The initiator information is invalid.',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: NEVER_ANSWERED,
		description: 'The customer ignores the request: it stays Pending and nothing is delivered.',
		phoneNumber: '+254700000005',
		amount: 99905,
		unanswered: true,
	},
	{
		...PAID,
		name: 'server error',
		description: 'The API answers 500 and does nothing.',
		phoneNumber: '+254700000006',
		amount: 99906,
		answer: { status: 500 },
	},
	{
		...PAID,
		name: 'server error after accepting',
		description: 'The API answers 500, but the customer pays.',
		phoneNumber: '+254700000007',
		amount: 99907,
		answer: { status: 500, afterEffect: true },
	},
	{
		...PAID,
		name: 'slow',
		description: 'The API answers after 40 seconds. The customer pays before that.',
		phoneNumber: '+254700000008',
		amount: 99908,
		answer: { delay: 40_000 },
	},
	{
		...PAID,
		name: 'dropped connection',
		description: 'The API closes the connection without an answer, but the customer pays.',
		phoneNumber: '+254700000009',
		amount: 99909,
		answer: { dropConnection: 'after' },
	},
	{
		...PAID,
		name: 'duplicate delivery',
		description: 'The customer pays, and every webhook and callback arrives twice.',
		phoneNumber: '+254700000010',
		amount: 99910,
		deliveries: ['genuine', 'genuine'],
	},
	{
		...PAID,
		name: 'forged delivery',
		description: 'The customer pays, and a copy of each delivery has a wrong signature.',
		phoneNumber: '+254700000011',
		amount: 99911,
		deliveries: ['genuine', 'forged'],
	},
	{
		...PAID,
		name: 'timed out',
		description:
			'The customer lets the request time out: Failed, "DS timeout user cannot be reached".',
		phoneNumber: '+254700000012',
		amount: 99912,
		error: 'DS timeout user cannot be reached',
		disbursement: 'Failed',
	},
	{
		...PAID,
		name: 'left at Received',
		description: 'The customer pays. Send Money stays at Received although the money has moved.',
		phoneNumber: '+254700000013',
		amount: 99913,
		status: 'Received',
	},
	{
		...PAID,
		name: 'listed late',
		description:
			'The customer pays. After five minutes, transaction lists contain the payment with its original time.',
		phoneNumber: '+254700000014',
		amount: 99914,
		listedAfter: 300_000,
	},
	{
		...PAID,
		name: 'errors by field',
		description: 'The API answers 422 with errors under the name of a field.',
		phoneNumber: '+254700000015',
		amount: 99915,
		answer: { status: 422, body: '{"errors":{"phone_number":["is invalid"]}}' },
	},
	{
		...PAID,
		name: 'errors with details',
		description: 'The API answers 400 with a list of errors that each have a detail.',
		phoneNumber: '+254700000016',
		amount: 99916,
		answer: { status: 400, body: '{"errors":[{"detail":"Amount is above the daily limit"}]}' },
	},
	{
		...PAID,
		name: 'error with a message',
		description: 'The API answers 400 with an error that is an object.',
		phoneNumber: '+254700000017',
		amount: 99917,
		answer: { status: 400, body: '{"error":{"message":"The till is suspended"}}' },
	},
	{
		...PAID,
		name: 'forbidden without a body',
		description: 'The API answers 403 without a body, as for a product that is not enabled.',
		phoneNumber: '+254700000018',
		amount: 99918,
		answer: { status: 403 },
	},
	{
		...PAID,
		name: 'page of HTML',
		description: 'The API answers 502 with an HTML page and does nothing.',
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

export interface Choice {
	phoneNumber?: string;
	/** Of a destination or a webhook. */
	reference?: string;
	tillNumber?: string;
	amount?: number;
}

const digits = (text: string) => text.replace(/\D/g, '');

/** `70000000-0000-4000-8000-000000000002` for the second scenario. */
export function referenceFor({ phoneNumber }: Scenario): string {
	return `70000000-0000-4000-8000-${phoneNumber.slice(-2).padStart(12, '0')}`;
}

/** `700002` for the second scenario; `K700002` chooses it too. */
export function tillFor({ phoneNumber }: Scenario): string {
	return `7000${phoneNumber.slice(-2)}`;
}

/** Checks the phone number first, then the reference, the till and the amount. */
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

export function scenarioNamed(name: string): Scenario {
	return scenarios.find((scenario) => scenario.name === name) ?? PAID;
}

/** Whether the customer ignores the request for good, even if a person plays the customer. */
export function isNeverAnswered({ name }: Scenario): boolean {
	return name === NEVER_ANSWERED;
}

/** Whether the API misbehaves, as opposed to a customer who pays, declines or ignores the request. */
export function isFault({ answer, deliveries, status, listedAfter }: Scenario): boolean {
	return (
		deliveries !== PAID.deliveries ||
		[answer, status, listedAfter].some((each) => each !== undefined)
	);
}

/** Whether a scenario differs from the ordinary one. */
export function isSpecial({ name }: Scenario): boolean {
	return name !== PAID.name;
}
