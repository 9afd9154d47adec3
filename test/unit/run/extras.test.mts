import { insertExtras } from '../../../nodes/KopoKopo/run/extras.ts';

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
		'the last key, if neither is there',
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
