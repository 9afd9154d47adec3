import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

/** By node, the operation, event or parameter that makes each search word true. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	kopoKopo: {
		'K2 Connect': 'kopoKopoApi',
		'M-PESA': 'stkPush.requestPayment',
		Mpesa: 'stkPush.requestPayment',
		'Lipa na M-PESA': 'stkPush.requestPayment',
		Safaricom: 'network',
		Daraja: 'enableDarajaPayload',
		STK: 'stkPush.requestPayment',
		'STK Push': 'stkPush.requestPayment',
		Pay: 'pay.sendPayment',
		Payment: 'pay.sendPayment',
		// n8n lists the trigger and its events below the action node.
		'Payment Received': 'buygoods_transaction_received',
		'Payment Request': 'stkPush.requestPayment',
		'Payment Link': 'paymentLink.create',
		'Mobile Money': 'mobile_wallet',
		'Send Money': 'sendMoney.send',
		Payout: 'sendMoney.send',
		Salary: 'salaries',
		Refund: 'reversal.initiate',
		Reversal: 'reversal.initiate',
		Settlement: 'transfer.settleFunds',
		'Bank Transfer': 'bank_account',
		Till: 'tillNumber',
		'Buy Goods': 'buygoods_transaction_received',
		Paybill: 'paybill',
		'Transaction SMS': 'sms.sendTransactionSms',
		'Invoice Payment': 'paymentReference',
		'M-PESA Receipt': 'polling.findPayment',
		'Find Payment': 'polling.findPayment',
		Reconciliation: 'polling.pollTransactions',
		Kenya: 'KES',
		KES: 'KES',
		'Verify Payment': 'stkPush.getStatus',
		'Check Payment': 'stkPush.getStatus',
		'Bulk Payment': 'destinations',
		'Request Money': 'stkPush.requestPayment',
		'Customer Paid': 'buygoods_transaction_received',
		Withdraw: 'transfer.settleFunds',
		Webhook: 'webhookSubscription.create',
		'Webhook Signature': 'webhookEvent.verify',
		'Verify Webhook': 'webhookEvent.verify',
	},
	kopoKopoTrigger: {
		'K2 Connect': 'kopoKopoApi',
		'M-PESA': 'buygoods_transaction_received',
		Mpesa: 'buygoods_transaction_received',
		'Lipa na M-PESA': 'buygoods_transaction_received',
		Safaricom: 'enableDarajaPayload',
		Daraja: 'enableDarajaPayload',
		Payment: 'buygoods_transaction_received',
		'Payment Received': 'buygoods_transaction_received',
		'Customer Paid': 'buygoods_transaction_received',
		Reversal: 'buygoods_transaction_reversed',
		Settlement: 'settlement_transfer_completed',
		Till: 'tillNumber',
		'Buy Goods': 'buygoods_transaction_received',
		Kenya: 'buygoods_transaction_received',
		Webhook: 'webhookEvents',
	},
	kopoKopoPollingTrigger: {
		'K2 Connect': 'kopoKopoApi',
		'M-PESA': 'tillNumber',
		Mpesa: 'tillNumber',
		'Lipa na M-PESA': 'tillNumber',
		Safaricom: 'tillNumber',
		Payment: 'minimumAmount',
		'Payment Received': 'minimumAmount',
		'Customer Paid': 'minimumAmount',
		Till: 'tillNumber',
		'Buy Goods': 'tillNumber',
		Kenya: 'tillNumber',
		Poll: 'lookBack',
	},
};

function* namesIn(properties: readonly INodeProperties[]): Generator<string> {
	for (const property of properties) {
		yield property.name;
		for (const option of property.options ?? []) {
			if ('values' in option) yield* namesIn(option.values);
			else if ('type' in option) yield* namesIn([option]);
			else yield String((option as INodePropertyOptions).value);
		}
		if (property.name !== 'operation') continue;
		const resource = String(property.displayOptions?.show?.resource?.[0]);
		for (const { value } of property.options as INodePropertyOptions[]) {
			yield `${resource}.${String(value)}`;
		}
	}
}

const descriptionOf = (name: string) =>
	loader.nodeTypes[name]!.type.description as INodeTypeDescription;

/** All operations, parameters, values and events of a node. */
const namesOf = (name: string): string[] => [
	...namesIn(descriptionOf(name).properties),
	...descriptionOf(name).credentials!.map((credential) => credential.name),
];

describe.each(Object.entries(reasons))('the search words of %s', (name, reasonOf) => {
	it('each have a reason, once', () => {
		expect([...descriptionOf(name).codex!.alias!].sort()).toEqual(Object.keys(reasonOf).sort());
	});

	it('promise only what the node does', () => {
		const known = new Set([
			...namesOf(name),
			...(name === 'kopoKopo' ? namesOf('kopoKopoTrigger') : []),
		]);
		const untrue = Object.entries(reasonOf).filter(([, reason]) => !known.has(reason));
		expect(untrue).toEqual([]);
	});
});

it('lists every node under finance only', () => {
	for (const name of Object.keys(loader.nodeTypes)) {
		expect(descriptionOf(name).codex!.categories).toEqual(['Finance & Accounting']);
	}
	expect(Object.keys(loader.nodeTypes).sort()).toEqual(Object.keys(reasons).sort());
});
