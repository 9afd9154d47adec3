import type { ApiVersion } from './environments';

export interface Endpoint {
	/** Last part of the collection's path. */
	collection: string;
	/** `data.type` of the resource in Kopo Kopo's JSON. */
	type: string;
	/** What one such resource is called in messages. */
	noun: string;
	versions: readonly ApiVersion[];
	/** Whether creating one moves money, so that it must never be sent a second time. */
	movesMoney: boolean;
	/** Statuses, in lower case, after which nothing more comes; none where no result is posted. */
	final?: readonly string[];
}

const v1: readonly ApiVersion[] = ['v1'];
const v2: readonly ApiVersion[] = ['v2'];
const both: readonly ApiVersion[] = ['v1', 'v2'];

const endpoint = (
	collection: string,
	type: string,
	noun: string,
	versions: readonly ApiVersion[],
	{ movesMoney = false, final }: Partial<Pick<Endpoint, 'movesMoney' | 'final'>> = {},
): Endpoint => ({ collection, type, noun, versions, movesMoney, final });

/**
 * Incoming payments end in Success or Failed; Received comes before (official WooCommerce plugin).
 * Polling and SMS end in Success (k2-connect-php, tests/Mocks); Failed is what others report of them.
 */
const answered = ['success', 'failed'];

/**
 * What sends money ends in Processed, or in Transferred in the sandbox (k2-connect-php, tests/Mocks and
 * example); Received, Scheduled and Pending come before. The others are not documented, but final by name.
 */
const carriedOut = ['processed', 'transferred', 'failed', 'cancelled', 'rejected'];

const money = { movesMoney: true, final: carriedOut };

/** The API's collections. A new resource is a row here and a folder under `resources/`. */
export const endpoints = {
	externalRecipient: endpoint(
		'external_recipients',
		'external_recipient',
		'external recipient',
		v2,
	),
	merchantBankAccount: endpoint(
		'merchant_bank_accounts',
		'merchant_bank_account',
		'bank account',
		both,
	),
	merchantWallet: endpoint('merchant_wallets', 'merchant_wallet', 'wallet', both),
	pay: endpoint('payments', 'payment', 'payment', v1, money),
	payRecipient: endpoint('pay_recipients', 'pay_recipient', 'recipient', v1),
	paymentLink: endpoint('payment_links', 'payment_link', 'payment link', v2),
	polling: endpoint('polling', 'polling', 'polling request', both, { final: answered }),
	reversal: endpoint('reversals', 'reversal', 'reversal', v2, money),
	sendMoney: endpoint('send_money', 'send_money', 'send money request', v2, money),
	settlementTransfer: endpoint(
		'settlement_transfers',
		'settlement_transfer',
		'settlement transfer',
		v1,
		money,
	),
	sms: endpoint(
		'transaction_sms_notifications',
		'transaction_sms_notification',
		'SMS notification',
		v1,
		{ final: answered },
	),
	stkPush: endpoint('incoming_payments', 'incoming_payment', 'incoming payment', both, {
		movesMoney: true,
		final: answered,
	}),
	webhookSubscription: endpoint(
		'webhook_subscriptions',
		'webhook_subscription',
		'webhook subscription',
		both,
	),
} as const satisfies Record<string, Endpoint>;

/**
 * Path of a collection. What exists in both versions follows the credential's choice; what exists in
 * one always uses that one.
 */
export function collectionPath({ collection, versions }: Endpoint, chosen: ApiVersion): string {
	const version = versions.includes(chosen) ? chosen : versions[0];
	return `/api/${version}/${collection}`;
}
