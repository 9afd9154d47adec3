/** What people type to find the node. */
export const searchWords: readonly string[] = [
	...['sms', 'safaricom', 'refund', 'payout', 'mobile money', 'payment link', 'paybill'],
	...['send money', 'lipa', 'invoice', 'stk', 'pay', 'm-pesa', 'mpesa'],
	...['stk push', 'payment', 'till', 'kenya', 'salary', 'reversal', 'receipt', 'buy goods'],
	...['verify payment', 'check payment', 'bulk payment', 'request money', 'customer paid'],
	...[
		'withdraw',
		'find payment',
		'm-pesa receipt',
		'kopo kopo',
		'kopokopo',
		'k2',
		'daraja',
		'webhook',
	],
	...['webhook signature', 'verify webhook'],
];
