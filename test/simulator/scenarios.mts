import type { Override } from './answer.mts';

/** Whether a delivery bears the signature of the application's API key. */
export type Authenticity = 'genuine' | 'forged';

/** How a payment goes, chosen by whoever asks for it with a phone number or an amount. */
export interface Scenario {
	name: string;
	description: string;
	phoneNumber: string;
	/** In shillings; chooses the same scenario for any phone number. */
	amount?: number;
	/** M-PESA's words when it refuses the payment. */
	error?: string;
	/** The customer never answers: there is no result. */
	unanswered?: boolean;
	/** What the request that creates the payment is answered instead of 201. Delays are on the clock. */
	answer?: Override;
	/** What is sent to each URL that hears of the payment. */
	deliveries: readonly Authenticity[];
}

const PAID: Scenario = {
	name: 'paid',
	description: 'The customer pays. So does every number that is not listed here.',
	phoneNumber: '+254700000001',
	deliveries: ['genuine'],
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
	},
	{
		...PAID,
		name: 'insufficient balance',
		description: 'Failed, "The balance is insufficient for the transaction".',
		phoneNumber: '+254700000003',
		amount: 99903,
		error: 'The balance is insufficient for the transaction',
	},
	{
		...PAID,
		name: 'wrong PIN',
		description: 'Failed, "The initiator information is invalid.".',
		phoneNumber: '+254700000004',
		amount: 99904,
		error: 'The initiator information is invalid.',
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
];

const digits = (phoneNumber: string) => phoneNumber.replace(/\D/g, '');

/** The scenario that a phone number or, failing that, an amount asks for. */
export function scenarioOf(phoneNumber: string, amount: number): Scenario {
	return (
		scenarios.find((scenario) => digits(scenario.phoneNumber) === digits(phoneNumber)) ??
		scenarios.find((scenario) => scenario.amount === amount) ??
		PAID
	);
}
