import { addMissing, insertExtras, requestedValues } from '../../../nodes/KopoKopo/run/extras.ts';

const extras = { idempotencyKey: 'order-1', alreadySent: false };

it.each([
	[
		'paid',
		{ status: 'Success', paid: true, amount: 1 },
		'status paid idempotencyKey alreadySent amount',
	],
	[
		'moneyMoved',
		{ status: 'Processed', moneyMoved: null, id: 'a' },
		'status moneyMoved idempotencyKey alreadySent id',
	],
	[
		'paid, before other keys about the outcome',
		{ status: 'Failed', paid: false, timedOut: false, failureReason: 'busy', amount: 1 },
		'status paid idempotencyKey alreadySent timedOut failureReason amount',
	],
	[
		'the status, if there is nothing else about the outcome',
		{ status: 'Success', transactions: [], id: 'a' },
		'status idempotencyKey alreadySent transactions id',
	],
	[
		'the last key, if none of them is there',
		{ id: 'a', type: 'b' },
		'id type idempotencyKey alreadySent',
	],
	['nothing, in an empty item', {}, 'idempotencyKey alreadySent'],
])('inserts the keys behind %s', (_name, json, keys) => {
	const output = insertExtras(json, extras);
	expect(Object.keys(output).join(' ')).toBe(keys);
	expect(output).toEqual({ ...json, ...extras });
});

it('changes nothing without extras, and never changes the item itself', () => {
	const json = { paid: true, id: 'a' };
	expect(Object.entries(insertExtras(json, {}))).toEqual(Object.entries(json));
	insertExtras(json, extras);
	expect(json).toEqual({ paid: true, id: 'a' });
});

describe('requested values', () => {
	const values = { amount: 100, phoneNumber: '+254712345678' };
	const requested = { amount: 'amount', senderPhoneNumber: 'phoneNumber', lastName: 'lastName' };
	const read = (simplify = true) =>
		requestedValues({ requested }, { values, settings: { simplify } });

	it('returns the values of the parameters, and null for those without a value', () => {
		expect(read()).toEqual({
			amount: 100,
			senderPhoneNumber: '+254712345678',
			lastName: null,
		});
	});

	it('returns nothing if the result is not simplified', () => {
		expect(read(false)).toEqual({});
	});

	it('adds the values behind the reason of the failure, and replaces nothing', () => {
		const json = { status: 'Failed', paid: false, failureReason: 'busy', amount: null, id: 'a' };
		const output = addMissing(json, read());
		expect(Object.entries(output)).toEqual([
			['status', 'Failed'],
			['paid', false],
			['failureReason', 'busy'],
			['senderPhoneNumber', '+254712345678'],
			['lastName', null],
			['amount', null],
			['id', 'a'],
		]);
	});
});
