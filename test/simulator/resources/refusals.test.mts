import { useBench } from '../../support/simulator/bench.mts';
import { destination, recipients, request } from '../../support/simulator/samples.mts';
import type { Json } from '../json.mts';
import { resourceTypes } from '../simulator.mts';

const bench = useBench();

/** Changes that make a valid request invalid, and the error message. */
type Refusal = [changes: Json, message: string];

const BLANK = "can't be blank";
const UNLISTED = 'is not included in the list';
const INVALID = 'is invalid';
const WRONG_NUMBER = 'is an invalid number';

/** An invalid value of a field, and the end of the error message. */
type Flaw = [name: string, value: unknown, complaint: string];

const wallet: Flaw[] = [
	['first_name', '', BLANK],
	['last_name', '', BLANK],
	['phone_number', '', BLANK],
	['phone_number', '0712345678', WRONG_NUMBER],
	['network', null, BLANK],
];

const bank: Flaw[] = [
	['account_name', '', BLANK],
	['account_number', '', BLANK],
	['bank_branch_ref', '', BLANK],
	['bank_branch_ref', 'Westlands', INVALID],
	['settlement_method', 'SWIFT', UNLISTED],
];

const method: Flaw = ['settlement_method', '', BLANK];

const till: Flaw[] = [
	['till_name', '', BLANK],
	['till_number', '', BLANK],
	['till_number', 'twelve', INVALID],
];

const paybill: Flaw[] = [
	['paybill_name', '', BLANK],
	['paybill_number', '', BLANK],
	['paybill_number', 'x', INVALID],
	['paybill_account_number', '', BLANK],
];

/** The error message of a field, which starts with the names of its parents and itself. */
const messageFor = (complaint: string, ...names: string[]) => {
	const words = names.join(' ').replaceAll('_', ' ');
	return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${complaint}`;
};

const flawed = (flaws: Flaw[]): Refusal[] =>
	flaws.map(([name, value, complaint]) => [{ [name]: value }, messageFor(complaint, name)]);

const recipient = (type: string, kinds: Record<string, Flaw[]>): Refusal[] => [
	[{ type: null }, `Type ${BLANK}`],
	[{ type: 'kopo_kopo_merchant' }, `Type ${UNLISTED}`],
	...Object.entries(kinds).flatMap(([kind, flaws]) =>
		flaws.map(([name, value, complaint]): Refusal => {
			const body = { type: kind, [type]: { ...recipients[kind], [name]: value } };
			return [body, messageFor(complaint, type, name)];
		}),
	),
];

const amount: Flaw[] = [
	['amount', '', BLANK],
	['amount', 0, 'must be greater than 0'],
];

const external: Flaw[] = [...amount, ['description', '', BLANK], ['favourite', 'yes', INVALID]];

const own: Flaw[] = [...amount, ['reference', null, BLANK], ['reference', 'Unavailable', INVALID]];

/** Invalid values for each destination type of `send_money`. */
const destinations: Record<string, Flaw[]> = {
	mobile_wallet: [
		['phone_number', '', BLANK],
		['phone_number', '0712345678', WRONG_NUMBER],
		['network', '', BLANK],
		...external,
	],
	bank_account: [
		['bank_branch_ref', '', BLANK],
		['bank_branch_ref', 'Westlands', INVALID],
		['account_name', '', BLANK],
		['account_number', '', BLANK],
		...external,
	],
	till: [['till_number', '', BLANK], ['till_number', 'x', INVALID], ...external],
	paybill: [
		['paybill_number', '', BLANK],
		['paybill_number', 'x', INVALID],
		['paybill_account_number', '', BLANK],
		...external,
	],
	merchant_wallet: own,
	merchant_bank_account: own,
};

const sentTo = (destination: unknown) => ({ destinations: [destination] });

const money: Refusal[] = [
	[{ amount: { currency: 'USD', value: 1 } }, `Amount currency ${UNLISTED}`],
	[{ amount: { currency: 'KES', value: 0 } }, 'Amount value must be greater than 0'],
];

const metadata: Refusal = [
	{ metadata: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } },
	'Metadata cannot have more than 5 key value pairs',
];

const callback: Refusal = [
	{ _links: { callback_url: 'http://merchant.example/result' } },
	`Callback url ${INVALID}`,
];

const blind = { destination_type: null, destination_reference: null };

const refusals: Record<string, Refusal[]> = {
	incoming_payment: [
		...flawed([
			['till_number', '', BLANK],
			['till_number', 'till', INVALID],
			['payment_channel', null, BLANK],
		]),
		[{ subscriber: {} }, `Subscriber phone number ${BLANK}`],
		[{ subscriber: { phone_number: '0712345678' } }, `Subscriber phone number ${WRONG_NUMBER}`],
		...money,
		metadata,
		callback,
	],
	pay_recipient: recipient('pay_recipient', {
		mobile_wallet: wallet,
		bank_account: [...bank, method],
		till,
		paybill,
	}),
	external_recipient: recipient('external_recipient', {
		mobile_wallet: wallet,
		bank_account: bank,
		till,
		paybill,
	}),
	merchant_bank_account: flawed([...bank, method]),
	merchant_wallet: flawed(wallet),
	payment: [
		...flawed([
			['destination_type', null, BLANK],
			['destination_type', 'merchant_wallet', UNLISTED],
			['destination_reference', '', BLANK],
			['destination_reference', 'Unavailable', INVALID],
			['description', '', BLANK],
			['category', 'gambling', UNLISTED],
			['tags', 1, INVALID],
		]),
		...money,
		metadata,
		callback,
	],
	settlement_transfer: [
		...flawed([
			['destination_type', null, BLANK],
			['destination_type', 'till', UNLISTED],
			['destination_reference', '', BLANK],
			['destination_reference', 'Unavailable', INVALID],
		]),
		...money,
		[{ ...blind, amount: { value: -1 } }, 'Amount value must be greater than or equal to 0'],
		[{ ...blind, amount: { currency: 'USD' } }, `Amount currency ${UNLISTED}`],
		callback,
	],
	polling: [
		...flawed([
			['scope', null, BLANK],
			['scope', 'galaxy', UNLISTED],
			['from_time', '', BLANK],
			['from_time', 'yesterday', INVALID],
			['from_time', '2026-13-05T10:00:00Z', INVALID],
			['to_time', '', BLANK],
			['to_time', '2026-01-05 10:00:00', INVALID],
		]),
		[{ scope: 'till' }, 'Invalid scope reference'],
		[{ to_time: '2026-01-05T07:59:59+03:00' }, 'From time must be before to time'],
		callback,
	],
	transaction_sms_notification: [
		...flawed([
			['webhook_event_reference', '', BLANK],
			['message', '', BLANK],
		]),
		callback,
	],
	send_money: [
		...flawed([
			['destinations', 'all', INVALID],
			['source_identifier', 'unknown', INVALID],
			['currency', '', BLANK],
			['currency', 'USD', UNLISTED],
		]),
		[sentTo(null), `Type ${BLANK}`],
		[sentTo(destination('kopo_kopo_merchant')), `Type ${UNLISTED}`],
		...Object.entries(destinations).flatMap(([type, flaws]) =>
			flaws.map(
				([name, value, complaint]): Refusal => [
					sentTo(destination(type, { [name]: value })),
					messageFor(complaint, name),
				],
			),
		),
		metadata,
		callback,
	],
	payment_link: [
		...flawed([
			['till_number', '', BLANK],
			['till_number', 'till', INVALID],
			['currency', '', BLANK],
			['currency', 'USD', UNLISTED],
			...amount,
		]),
		metadata,
		callback,
	],
	reversal: [
		...flawed([
			['transaction_reference', '', BLANK],
			['reason', '', BLANK],
		]),
		metadata,
		callback,
	],
	webhook_subscription: [
		...flawed([
			['event_type', '', BLANK],
			['event_type', 'unheard_of', UNLISTED],
			['event_type', 'b2b_transaction_reversed', UNLISTED],
			['url', '', BLANK],
			['url', 'http://merchant.example/', INVALID],
			['scope', '', BLANK],
			['scope', 'country', UNLISTED],
			['enable_daraja_payload', 'yes', INVALID],
		]),
		[{ scope: 'till' }, 'Invalid scope reference'],
		[{ scope: 'till', scope_reference: 'the till' }, 'Invalid scope reference'],
		[
			{ event_type: 'customer_created', scope: 'till', scope_reference: '1' },
			'Scope is invalid for this event type',
		],
	],
};

/** A reversal needs a payment. */
beforeEach(async () => {
	await bench.simulator.payTill({ tillNumber: '123456', amount: 50, reference: 'OJM6Q1W84K' });
});

describe.each(resourceTypes)('$type', ({ type, collection, versions: [version] }) => {
	it.each(refusals[type] ?? [])('rejects %j: %s', async (changes, message) => {
		const body = request(type, bench.receiver.url, changes);

		expect(await bench.attempt(`${version}/${collection}`, body)).toMatchObject({
			status: 400,
			body: { error_code: 400, error_message: message },
		});
		expect(bench.simulator.resources()).toEqual([]);
	});
});
