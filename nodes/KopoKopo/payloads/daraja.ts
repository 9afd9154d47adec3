import type { Topic } from './events';
import { amount, otherwise, reading, type Shape } from './reader';
import { toReference } from './values';

/**
 * Safaricom's own form of a payment, which v2 sends where a subscription asks for it: flat, with no
 * topic and no id. Field names differ between sources in their case.
 */
export const darajaShape: Shape = [
	{
		transactionType: 'TransactionType',
		transId: reading('TransID', toReference),
		transTime: 'TransTime',
		transAmount: amount('TransAmount'),
		businessShortCode: 'BusinessShortCode',
		billRefNumber: 'BillRefNumber',
		invoiceNumber: 'InvoiceNumber',
		orgAccountBalance: 'OrgAccountBalance',
	},
	{
		at: 'ThirdPartyTransID',
		variants: [
			[(value) => value === undefined, { thirdPartyTransId: 'ThirdPartyTransId' }],
			[otherwise, { thirdPartyTransId: 'ThirdPartyTransID' }],
		],
	},
	{ msisdn: 'MSISDN', firstName: 'FirstName', middleName: 'MiddleName', lastName: 'LastName' },
];

/** The topic that a Daraja payload stands for, by the beginning of its `TransactionType`. */
export const darajaTopics: ReadonlyArray<readonly [RegExp, Topic]> = [
	[/^organi[sz]ation/i, 'b2b_transaction_received'],
	[/./, 'buygoods_transaction_received'],
];
