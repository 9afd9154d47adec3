import type { Json } from '../../simulator/json.mts';
import { stkPush, subscription } from './client.mts';

const wallet = {
	first_name: 'Jane',
	last_name: 'Doe',
	phone_number: '+254911222538',
	network: 'Safaricom',
};

const bank = {
	account_name: 'Jane Doe',
	account_number: '1234567',
	bank_branch_ref: '633aa26c-7b7c-4091-ae28-96c0687cf886',
	settlement_method: 'EFT',
};

/** Valid details for each recipient type. */
export const recipients: Readonly<Record<string, Json>> = {
	mobile_wallet: { ...wallet, email: 'jane@example.com' },
	bank_account: bank,
	till: { till_name: 'Test Till 44', till_number: '12444' },
	paybill: { paybill_name: 'Water', paybill_number: '888880', paybill_account_number: 'A-1' },
};

/** Valid details for each destination type of `send_money`. */
export const destinations: Readonly<Record<string, Json>> = {
	mobile_wallet: {
		phone_number: '254900000000',
		network: 'Safaricom',
		nickname: 'Test',
		favourite: true,
	},
	bank_account: {
		account_name: bank.account_name,
		account_number: bank.account_number,
		bank_branch_ref: bank.bank_branch_ref,
	},
	till: { till_number: '12444' },
	paybill: { paybill_number: '888880', paybill_account_number: 'A-1' },
	merchant_wallet: { reference: '2886ce04-94ab-4d37-9071-c658fe17af6a' },
	merchant_bank_account: { reference: 'cc0e5289-f964-4fc0-8e81-ab48fdb3d3d9' },
};

/** A valid destination of `send_money`, with `changes`. */
export function destination(type: string, changes: Json = {}): Json {
	return { type, ...destinations[type], amount: 1000, description: 'Testing', ...changes };
}

const metadata = { customerId: '8675309' };
const KES = 'KES';

/** A valid request for each resource type. A reversal also needs a payment with that reference. */
export const requests: Readonly<Record<string, Json>> = {
	incoming_payment: stkPush(''),
	webhook_subscription: subscription('https://merchant.example/hook'),
	pay_recipient: { type: 'mobile_wallet', pay_recipient: recipients['mobile_wallet'] },
	external_recipient: { type: 'till', external_recipient: recipients['till'] },
	merchant_bank_account: bank,
	merchant_wallet: wallet,
	payment: {
		destination_type: 'mobile_wallet',
		destination_reference: '0fcb2f42-9372-4a6c-8c2f-3fd977c548e8',
		amount: { currency: KES, value: 780 },
		description: 'Salary',
		category: 'salaries',
		tags: ['May', 'salary'],
		metadata,
	},
	settlement_transfer: {
		destination_type: 'merchant_wallet',
		destination_reference: '17067bf7-648e-424c-af0f-8c541a1b4ec3',
		amount: { currency: KES, value: 236 },
	},
	polling: {
		scope: 'company',
		scope_reference: '',
		from_time: '2026-01-05T08:00:00+03:00',
		to_time: '2026-01-05T10:00:00+03:00',
	},
	transaction_sms_notification: {
		webhook_event_reference: '70000000-0000-4000-8000-000000000001',
		message: 'Thank you',
	},
	send_money: {
		destinations: [destination('mobile_wallet')],
		source_identifier: '123456',
		currency: KES,
		metadata,
	},
	payment_link: {
		till_number: '123456',
		currency: KES,
		amount: 2000,
		payment_reference: 'INV29390943',
		note: 'Note to customer',
		metadata,
	},
	reversal: { transaction_reference: 'OJM6Q1W84K', reason: 'Double payment', metadata },
};

/** A valid request of a type with a callback URL and `changes`. */
export function request(type: string, callbackUrl: string, changes: Json = {}): Json {
	return { ...requests[type], _links: { callback_url: callbackUrl }, ...changes };
}
