import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { settingsOf } from '../../../../nodes/KopoKopo/parameters/settings.ts';
import { limitErrors } from '../../../../nodes/KopoKopo/run/money/limits.ts';
import type { PreparedRequest } from '../../../../nodes/KopoKopo/run/money/payment.ts';

interface Limits {
	maximumAmount?: number;
	maximumTotal?: number;
}

const prepared = (index: number, json: IDataObject, limits: Limits): PreparedRequest => {
	const values = { ...limits };
	const item = { index, values, settings: settingsOf(values), credentials: {}, options: {} };
	return { item, request: { method: 'POST', path: '/', json } };
};

const paying = (value: unknown): IDataObject => ({
	amount: { value, currency: 'KES' } as IDataObject,
});

/** Messages by the item's index. */
const messagesOf = (bodies: IDataObject[], limits: Limits[], earlier = 0) => {
	const payments = bodies.map((json, index) => prepared(index, json, limits[index] ?? limits[0]!));
	return Object.fromEntries(
		[...limitErrors(payments, earlier)].map(([{ item }, { message }]) => [item.index, message]),
	);
};

const amountsWith = (limits: Limits[], ...amounts: unknown[]) =>
	messagesOf(amounts.map(paying), limits);

it('accepts any amount without limits', () => {
	expect(amountsWith([{}], 1, 1e9)).toEqual({});
	expect(amountsWith([{ maximumAmount: 0, maximumTotal: 0 }], 1, 1e9)).toEqual({});
	expect(messagesOf([{}], [{}])).toEqual({});
});

it('accepts amounts that equal the limits', () => {
	expect(amountsWith([{ maximumAmount: 100, maximumTotal: 200 }], 100, 100)).toEqual({});
	expect(amountsWith([{ maximumAmount: 0.1, maximumTotal: 0.3 }], 0.1, 0.1, 0.1)).toEqual({});
});

it('rejects each item above Maximum Amount, which may differ between items', () => {
	expect(
		amountsWith([{ maximumAmount: 100 }, { maximumAmount: 500 }, {}], 100.01, 500, 1_000_000),
	).toEqual({ 0: 'The amount, KES 100.01, is above Maximum Amount, KES 100.' });
});

it('rejects all items if they add up to more than Maximum Total, and names the largest', () => {
	const message =
		'The sum of 3 items, KES 51,000 (the largest is item 2 with KES 50,000), is above Maximum Total, KES 5,000.';
	expect(amountsWith([{ maximumTotal: 5000 }], 500, 50_000, 500)).toEqual({
		0: message,
		1: message,
		2: message,
	});
});

it('uses the lowest Maximum Total above 0, wherever it is set', () => {
	const limits = [{}, { maximumTotal: 100 }, { maximumTotal: 0 }, { maximumTotal: 1000 }];
	expect(Object.keys(amountsWith(limits, 30, 30, 30, 30))).toEqual(['0', '1', '2', '3']);
	expect(amountsWith(limits, 25, 25, 25, 25)).toEqual({});
});

it('does not count an item above Maximum Amount in the total, since it is not sent', () => {
	expect(Object.keys(amountsWith([{ maximumAmount: 100, maximumTotal: 150 }], 5000, 100))).toEqual([
		'0',
	]);
});

it('adds up the destinations of an item', () => {
	const destinations = [{ amount: 60 }, { amount: 60 }];
	expect(messagesOf([{ destinations }], [{ maximumAmount: 100 }])).toEqual({
		0: 'The amount, KES 120, is above Maximum Amount, KES 100.',
	});
	expect(messagesOf([{ destinations }], [{ maximumAmount: 120, maximumTotal: 120 }])).toEqual({});
});

it.each<[Limits, string]>([
	[{ maximumAmount: 1e9 }, 'Maximum Amount'],
	[{ maximumTotal: 1e9 }, 'Maximum Total'],
])('rejects a whole balance with %j, since its amount is unknown', (limits, name) => {
	const message = `${name} cannot be checked: this item moves the whole balance, whose amount is unknown.`;
	expect(messagesOf([{ currency: 'KES' }], [limits])).toEqual({ 0: message });
});

it('rejects a whole balance if another item has a Maximum Total', () => {
	expect(Object.keys(messagesOf([{}, paying(10)], [{}, { maximumTotal: 50 }]))).toEqual(['0']);
});

it('counts what an agent asked for before', () => {
	expect(messagesOf([paying(600)], [{ maximumTotal: 1000 }], 40_000)).toEqual({});
	expect(messagesOf([paying(600)], [{ maximumTotal: 1000 }], 60_000)).toEqual({
		0: 'The total of this execution, KES 1,200 with this payment, is above Maximum Total, KES 1,000.',
	});
});

it('never lets more than the limits through', () => {
	const cents = fc.integer({ min: 1, max: 1e7 });
	fc.assert(
		fc.property(
			fc.array(fc.tuple(cents, fc.option(cents), fc.option(cents)), { minLength: 1 }),
			(rows) => {
				const limits = rows.map(([, most, total]) => ({
					maximumAmount: (most ?? 0) / 100,
					maximumTotal: (total ?? 0) / 100,
				}));
				const errors = amountsWith(limits, ...rows.map(([amount]) => amount / 100));
				const sent = rows.filter((_, index) => !(index in errors));
				const total = Math.min(...rows.map(([, , limit]) => limit ?? Infinity));
				expect(sent.every(([amount, most]) => amount <= (most ?? Infinity))).toBe(true);
				expect(sent.reduce((sum, [amount]) => sum + amount, 0)).toBeLessThanOrEqual(total);
				const fits = rows.filter(([amount, most]) => amount <= (most ?? Infinity));
				if (fits.reduce((sum, [amount]) => sum + amount, 0) <= total) {
					expect(sent).toEqual(fits);
				}
			},
		),
	);
});
