/** What people type who look for the node. */
export const searchWords: readonly string[] = [
	...['sms', 'safaricom', 'refund', 'payout', 'mobile money', 'payment link', 'paybill'],
	...['send money', 'lipa', 'invoice', 'airtime shop', 'stk', 'pay', 'm-pesa', 'mpesa'],
	...['stk push', 'payment', 'till', 'kenya', 'salary', 'reversal', 'receipt', 'buy goods'],
	...['kopo kopo', 'kopokopo', 'k2', 'daraja', 'webhook'],
];
