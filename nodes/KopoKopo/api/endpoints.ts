import { compareNames } from '../lib/compare-names';
import type { ApiVersion } from '../payloads/events';
import type { ResourceType } from '../payloads/resources';
import { requestFinalStatuses, transferFinalStatuses } from '../payloads/statuses';

/** What Kopo Kopo posts to the callback URL of a request. */
export interface Result {
	name: string;
	output: string;
	/** Final statuses in lower case; null if its result cannot be awaited. */
	final: readonly string[] | null;
}

/** Where a request moves money: `in` asks a customer to pay, `out` sends money from the account. */
export type MoneyDirection = 'in' | 'out';

interface AnyEndpoint {
	collection: string;
	type: ResourceType;
	noun: string;
	versions: readonly ApiVersion[];
}

/** Creating one moves money, so it is never sent a second time, and its result can be waited for. */
export interface MoneyEndpoint extends AnyEndpoint {
	movesMoney: MoneyDirection;
	result: Result & { final: readonly string[] };
}

interface OtherEndpoint extends AnyEndpoint {
	movesMoney: false;
	result: Result | null;
}

export type Endpoint = MoneyEndpoint | OtherEndpoint;

const v1: readonly ApiVersion[] = ['v1'];
const v2: readonly ApiVersion[] = ['v2'];
const both: readonly ApiVersion[] = ['v1', 'v2'];

/** The API's collections. A new resource is a row here, a row in the payloads and a folder of operations. */
export const endpoints = {
	externalRecipient: {
		collection: 'external_recipients',
		type: 'external_recipient',
		noun: 'external recipient',
		versions: v2,
		movesMoney: false,
		result: null,
	},
	merchantBankAccount: {
		collection: 'merchant_bank_accounts',
		type: 'merchant_bank_account',
		noun: 'bank account',
		versions: both,
		movesMoney: false,
		result: null,
	},
	merchantWallet: {
		collection: 'merchant_wallets',
		type: 'merchant_wallet',
		noun: 'wallet',
		versions: both,
		movesMoney: false,
		result: null,
	},
	pay: {
		collection: 'payments',
		type: 'payment',
		noun: 'payment',
		versions: v1,
		movesMoney: 'out',
		result: { name: 'Payment', output: 'Pay', final: transferFinalStatuses },
	},
	payRecipient: {
		collection: 'pay_recipients',
		type: 'pay_recipient',
		noun: 'recipient',
		versions: v1,
		movesMoney: false,
		result: null,
	},
	paymentLink: {
		collection: 'payment_links',
		type: 'payment_link',
		noun: 'payment link',
		versions: v2,
		movesMoney: false,
		result: { name: 'Payment Link', output: 'Payment link', final: null },
	},
	polling: {
		collection: 'polling',
		type: 'polling',
		noun: 'polling request',
		versions: both,
		movesMoney: false,
		result: { name: 'Polling', output: 'Polling', final: requestFinalStatuses },
	},
	reversal: {
		collection: 'reversals',
		type: 'reversal',
		noun: 'reversal',
		versions: v2,
		movesMoney: 'out',
		result: { name: 'Reversal', output: 'Reversal', final: transferFinalStatuses },
	},
	sendMoney: {
		collection: 'send_money',
		type: 'send_money',
		noun: 'send money request',
		versions: v2,
		movesMoney: 'out',
		result: { name: 'Send Money', output: 'Send money', final: transferFinalStatuses },
	},
	settlementTransfer: {
		collection: 'settlement_transfers',
		type: 'settlement_transfer',
		noun: 'settlement transfer',
		versions: v1,
		movesMoney: 'out',
		result: { name: 'Settlement Transfer', output: 'Settlement', final: transferFinalStatuses },
	},
	sms: {
		collection: 'transaction_sms_notifications',
		type: 'transaction_sms_notification',
		noun: 'SMS notification',
		versions: v1,
		movesMoney: false,
		result: { name: 'Transaction SMS', output: 'SMS', final: requestFinalStatuses },
	},
	stkPush: {
		collection: 'incoming_payments',
		type: 'incoming_payment',
		noun: 'incoming payment',
		versions: both,
		movesMoney: 'in',
		result: { name: 'Incoming Payment', output: 'STK push', final: requestFinalStatuses },
	},
	webhookSubscription: {
		collection: 'webhook_subscriptions',
		type: 'webhook_subscription',
		noun: 'webhook subscription',
		versions: both,
		movesMoney: false,
		result: null,
	},
} as const satisfies Record<string, Endpoint>;

export type ResultType = Extract<
	(typeof endpoints)[keyof typeof endpoints],
	{ result: Result }
>['type'];

export const results: ReadonlyArray<readonly [type: ResultType, result: Result]> = Object.values(
	endpoints,
)
	.flatMap(({ type, result }) => (result ? [[type, result] as const] : []))
	.sort(([, one], [, other]) => compareNames(one.name, other.name));

export function collectionPath({ collection, versions }: Endpoint, chosen: ApiVersion): string {
	const version = versions.includes(chosen) ? chosen : versions[0];
	return `/api/${version}/${collection}`;
}
