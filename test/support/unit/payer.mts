export const originationTime = '2026-10-22T10:43:19+03:00';

/** Who paid, as an event and the result of an incoming payment have it. */
export const payer = {
	id: 'r1',
	amount: '100.0',
	status: 'Received',
	system: 'Lipa Na M-PESA',
	currency: 'KES',
	reference: 'OJM6Q1W84K',
	till_number: '000000',
	sender_phone_number: '+254999999999',
	origination_time: originationTime,
	sender_last_name: 'Doe',
	sender_first_name: 'Jane',
	sender_middle_name: null,
};

/** The same, flat. */
export const flatPayer = {
	resourceId: 'r1',
	reference: 'OJM6Q1W84K',
	originationTime,
	senderPhoneNumber: '+254999999999',
	amount: 100,
	currency: 'KES',
	tillNumber: '000000',
	system: 'Lipa Na M-PESA',
	status: 'Received',
	paid: true,
	senderFirstName: 'Jane',
	senderMiddleName: null,
	senderLastName: 'Doe',
};
