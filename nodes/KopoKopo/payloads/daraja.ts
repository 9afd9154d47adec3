import type { Topic } from './events';
import { amount, otherwise, reading, type Shape } from './reader';
import { toReference } from './values';

/**
 * Safaricom's own form of a payment, which v2 sends if a subscription enables it: flat, without a topic or an
 * ID. Sources write some field names in different cases.
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

export const darajaTopics: ReadonlyArray<readonly [RegExp, Topic]> = [
	[/^organi[sz]ation/i, 'b2b_transaction_received'],
	[/./, 'buygoods_transaction_received'],
];
