import fc from 'fast-check';
import { createHash } from 'node:crypto';

import {
	answerOf,
	PaymentIndex,
	type Found,
} from '../../../../nodes/KopoKopo/operations/polling/match.ts';

const hashOf = (digits: string) => createHash('sha256').update(digits).digest('hex');

const phone = '+254712345678';
const otherPhone = '+254722000111';
const received = '2026-11-28T08:00:00+03:00';

const buygoods = (resource: object = {}) => ({
	type: 'Buygoods Transaction',
	resource: {
		id: 'id-1',
		reference: 'SJK4H7L2QX',
		origination_time: received,
		sender_phone_number: phone,
		amount: '100.0',
		currency: 'KES',
		till_number: 'K123456',
		system: 'Lipa Na M-PESA',
		status: 'Received',
		sender_first_name: 'Jane',
		sender_middle_name: null,
		sender_last_name: 'Doe',
		...resource,
	},
});

const search = async (entries: unknown[], sought: { reference?: string; phoneNumber?: string }) =>
	(await PaymentIndex.of(entries)).find({ reference: '', phoneNumber: '', ...sought });

const none: Found = { matches: 0 };

describe('a receipt', () => {
	it.each(['SJK4H7L2QX', ' sjk4h7l2qx ', '\u200bSJK4H7L2QX'])(
		'matches a reference that is %j, whoever the payer is',
		async (reference) => {
			const entry = buygoods({ reference, sender_phone_number: null });
			expect(await search([buygoods({ reference: 'OTHER' }), entry], sought)).toEqual({
				matches: 1,
				entry,
			});
		},
	);

	const sought = { reference: 'SJK4H7L2QX' };

	it('matches a B2B payment', async () => {
		const entry = {
			type: 'External Till to Till Transaction',
			resource: { reference: 'SJK4H7L2QX', sending_till: '890642', status: 'Complete' },
		};
		expect(await search([entry], sought)).toEqual({ matches: 1, entry });
	});

	it('does not match another reference, or no reference', async () => {
		const entries = ['SJK4H7L2Q', 'XSJK4H7L2QX', '', null, undefined, {}];
		expect(
			await search(
				entries.map((reference) => buygoods({ reference })),
				sought,
			),
		).toEqual(none);
	});

	it('matches a reversed payment as one, with its reversal, in any order', async () => {
		const entry = buygoods({ status: 'Reversed', id: 'id-2' });
		const earlier = buygoods({ status: 'Reversed', origination_time: '2026-11-27T08:00:00+03:00' });
		for (const reversal of [entry, earlier]) {
			for (const entries of [
				[buygoods(), reversal],
				[reversal, buygoods()],
			]) {
				expect(await search(entries, sought)).toEqual({ matches: 1, entry: reversal });
				expect(await search(entries, { phoneNumber: phone })).toMatchObject({ matches: 1 });
			}
		}
	});

	it('prefers an entry with an unknown status to one that is Received', async () => {
		const entry = buygoods({ status: 'Pending Reversal' });
		expect(await search([entry, buygoods()], sought)).toEqual({ matches: 1, entry });
	});
});

describe('a phone number', () => {
	const sought = { phoneNumber: phone };

	it.each(['+254712345678', '254712345678', '0712345678', 254712345678])(
		'matches %j',
		async (sender_phone_number) => {
			const entry = buygoods({ sender_phone_number });
			const other = buygoods({ sender_phone_number: otherPhone, reference: 'OTHER' });
			expect(await search([other, entry], sought)).toEqual({ matches: 1, entry });
		},
	);

	it.each(['0712XXXXXX', '0712***678', '2547****678', '2547 ***** 678', null])(
		'matches %j only by the hash of the digits',
		async (sender_phone_number) => {
			const masked = (digits: string, written = (hash: string) => hash) =>
				buygoods({ sender_phone_number, hashed_sender_phone: written(hashOf(digits)) });
			expect(await search([masked('254712345678')], sought)).toMatchObject({ matches: 1 });
			expect(
				await search([masked('254712345678', (hash) => hash.toUpperCase())], sought),
			).toMatchObject({
				matches: 1,
			});
			expect(await search([masked('254712345679')], sought)).toEqual(none);
			expect(await search([masked('+254712345678')], sought)).toEqual(none);
			expect(await search([buygoods({ sender_phone_number })], sought)).toEqual(none);
		},
	);

	it('reads the second key that a phone number can have', async () => {
		const { sender_phone_number, ...resource } = buygoods().resource;
		const entry = { resource: { ...resource, sender_msisdn: sender_phone_number } };
		expect(await search([entry], sought)).toEqual({ matches: 1, entry });
	});

	it('counts all payments, and shows the newest', async () => {
		const paid = (reference: string, origination_time: unknown) =>
			buygoods({ id: reference, reference, origination_time });
		const entries = [
			paid('A', null),
			paid('B', '2026-11-28T09:00:00+03:00'),
			paid('C', '2026-11-28T06:30:00Z'),
			paid('D', 'soon'),
			paid('E', '2026-11-28T09:15:00+03:00'),
		];
		expect(await search(entries, sought)).toEqual({ matches: 5, entry: entries[2] });
		expect(await search([entries[0], entries[3]], sought)).toEqual({
			matches: 2,
			entry: entries[3],
		});
	});

	it('counts a payment that two windows list once', async () => {
		const entries = [buygoods({ id: '1', reference: null }), buygoods({ id: '2', reference: '' })];
		const bare = { resource: { sender_phone_number: phone, status: 'Received' } };
		const lists = [...entries, buygoods(), bare];
		expect(await search([...lists, ...lists], sought)).toMatchObject({ matches: 4 });
	});

	it('counts a payment once whose number is readable and hashed', async () => {
		const entry = buygoods({ hashed_sender_phone: hashOf('254712345678') });
		expect(await search([entry], sought)).toEqual({ matches: 1, entry });
	});
});

describe('a receipt and a phone number', () => {
	it('matches only if both match', async () => {
		const entries = [buygoods(), buygoods({ reference: 'OTHER', id: 'id-2' })];
		const reference = 'SJK4H7L2QX';
		expect(await search(entries, { reference, phoneNumber: phone })).toEqual({
			matches: 1,
			entry: entries[0],
		});
		expect(await search(entries, { reference, phoneNumber: otherPhone })).toEqual(none);
		expect(await search(entries, { reference: 'NONE', phoneNumber: phone })).toEqual(none);
	});
});

it('skips what is not a transaction', async () => {
	const odd = [null, undefined, 'text', 7, [], {}, { resource: null }, { resource: 'x' }];
	const index = await PaymentIndex.of(odd);
	expect(index.find({ reference: 'SJK4H7L2QX' })).toEqual(none);
	expect(index.find({ phoneNumber: phone })).toEqual(none);
	expect(index.find({})).toEqual(none);
});

it('reads each entry once, for any number of searches', async () => {
	let reads = 0;
	const counted = (resource: object) =>
		Object.defineProperty({ type: 'Buygoods Transaction' }, 'resource', {
			enumerable: true,
			get() {
				reads += 1;
				return resource;
			},
		});
	const many = 2000;
	const entries = Array.from({ length: many }, (_, index) =>
		counted(buygoods({ id: `id-${index}`, reference: `R${index}` }).resource),
	);
	const index = await PaymentIndex.of(entries);
	const indexing = reads;
	expect(indexing / many).toBeLessThan(100);
	for (let item = 0; item < many; item += 1) {
		expect(index.find({ reference: `R${item}` }).matches).toBe(1);
		expect(index.find({ phoneNumber: phone }).matches).toBe(many);
	}
	expect(reads).toBe(indexing);
});

describe('for any list', () => {
	const phones = [phone, otherPhone, '+254110000000'];
	const numberForms: Array<(number: string) => object> = [
		(number) => ({ sender_phone_number: number }),
		(number) => ({ sender_phone_number: `0${number.slice(4)}` }),
		(number) => ({
			sender_phone_number: '0722***000',
			hashed_sender_phone: hashOf(number.slice(1)),
		}),
		() => ({ sender_phone_number: '0722XXXXXX' }),
		() => ({}),
	];
	const aPayment = fc.record({
		reference: fc.constantFrom('A', 'a', 'B', 'C', 'D', '', null),
		id: fc.constantFrom('1', '2', '3', '', null),
		number: fc.constantFrom(...phones),
		form: fc.nat(numberForms.length - 1),
		hour: fc.option(fc.integer({ min: 0, max: 5 })),
		status: fc.constantFrom('Received', 'Complete', 'Reversed', 'Pending', undefined),
	});
	type Generated = typeof aPayment extends fc.Arbitrary<infer One> ? One : never;

	const entryOf = ({ reference, id, number, form, hour, status }: Generated) => ({
		type: 'Buygoods Transaction',
		resource: {
			reference,
			id,
			status,
			origination_time: hour === null ? null : `2026-11-28T0${hour}:00:00+03:00`,
			...numberForms[form]!(number),
		},
	});

	const greatest = <One,>(list: One[], ranks: Array<(one: One) => number>): One | undefined =>
		list.reduce<One | undefined>((best, one) => {
			if (best === undefined) return one;
			const rank = ranks.find((each) => each(one) !== each(best));
			return rank && rank(one) < rank(best) ? best : one;
		}, undefined);

	/** The same by comparing each entry with all others. */
	const naive = (generated: Generated[], reference: string, phoneNumber: string): Found => {
		const entries = generated.map((one) => ({ one, entry: entryOf(one) }));
		type Entry = (typeof entries)[number];
		const isSame = (first: Entry, second: Entry): boolean => {
			const [a, b] = [first, second].map(({ one }) => (one.reference ?? '').toUpperCase());
			if (a || b) return a === b;
			if (first.one.id || second.one.id) return first.one.id === second.one.id;
			return JSON.stringify(first.entry) === JSON.stringify(second.entry);
		};
		const doubt = ({ one: { status } }: Entry) =>
			['Received', 'Complete'].includes(String(status)) ? 0 : status === 'Reversed' ? 2 : 1;
		const time = ({ one: { hour } }: Entry) => hour ?? -1;
		const isFrom = ({ one: { number, form } }: Entry) => number === phoneNumber && form < 3;
		const chosen = entries
			.filter((entry, index) => entries.findIndex((other) => isSame(other, entry)) === index)
			.map((first) => entries.filter((other) => isSame(other, first)))
			.filter(
				([first, ...more]) =>
					(!reference || (first!.one.reference ?? '').toUpperCase() === reference) &&
					(!phoneNumber || [first!, ...more].some(isFrom)),
			)
			.map((same) => greatest(same, [doubt, time])!);
		const newest = greatest(chosen, [time]);
		return newest ? { matches: chosen.length, entry: newest.entry } : { matches: 0 };
	};

	it('finds what a comparison with each entry finds', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(aPayment, { maxLength: 12 }),
				fc.constantFrom('A', 'B', 'Z', ''),
				fc.constantFrom(...phones, ''),
				async (generated, reference, phoneNumber) => {
					fc.pre(reference !== '' || phoneNumber !== '');
					const found = await search(generated.map(entryOf), { reference, phoneNumber });
					expect(found).toEqual(naive(generated, reference, phoneNumber));
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('answerOf', () => {
	const answer = (resource: object, expected = 0) =>
		answerOf({ matches: 1, entry: buygoods(resource) }, expected);

	const keys = [
		...['found', 'paidInFull', 'difference', 'matches'],
		...['status', 'paid', 'amount', 'currency', 'reference', 'senderPhoneNumber'],
		...['senderFirstName', 'senderMiddleName', 'senderLastName', 'hashedSenderPhone'],
		...['tillNumber', 'system', 'originationTime', 'sendingTill', 'type', 'resourceId'],
	];

	it('has the same keys in the same order, found or not', () => {
		const notFound = answerOf({ matches: 0 }, 100);
		expect(Object.keys(notFound)).toEqual(keys);
		expect(Object.keys(answer({}))).toEqual(keys);
		const b2b = { type: 'x', resource: { sending_till: '890642', reference: 'A' } };
		expect(Object.keys(answerOf({ matches: 1, entry: b2b }, 0))).toEqual(keys);
		expect(notFound).toEqual({
			...Object.fromEntries(keys.map((key) => [key, null])),
			found: false,
			matches: 0,
		});
	});

	it('returns the flat transaction', () => {
		expect(answer({ hashed_sender_phone: 'abc' })).toEqual({
			found: true,
			paidInFull: null,
			difference: null,
			matches: 1,
			status: 'Received',
			paid: true,
			amount: 100,
			currency: 'KES',
			reference: 'SJK4H7L2QX',
			senderPhoneNumber: phone,
			senderFirstName: 'Jane',
			senderMiddleName: null,
			senderLastName: 'Doe',
			hashedSenderPhone: 'abc',
			tillNumber: 'K123456',
			system: 'Lipa Na M-PESA',
			originationTime: received,
			sendingTill: null,
			type: 'Buygoods Transaction',
			resourceId: 'id-1',
		});
	});

	it.each([
		['100.0', 100, true, 0],
		['99.99', 100, false, -0.01],
		['150.5', 100, true, 50.5],
		[100, 100.01, false, -0.01],
		[0.3, 0.1 + 0.2, true, 0],
		[0.1 + 0.2, 0.3, true, 0],
		['1.1', 2.2, false, -1.1],
		['1000.35', 1000.3, true, 0.05],
	])('compares %s with %s exactly, in cents', (amount, expected, paidInFull, difference) => {
		expect(answer({ amount }, expected)).toMatchObject({ paidInFull, difference });
	});

	it.each([...['Reversed', 'Voided', 'Pending', 'Failed', '', undefined, null, {}]])(
		'has paidInFull false and no difference for the status %j, with or without an amount',
		(status) => {
			const unpaid = { found: true, paidInFull: false, difference: null };
			expect(answer({ status })).toMatchObject(unpaid);
			expect(answer({ status }, 100)).toMatchObject(unpaid);
		},
	);

	it('counts a B2B payment that is Complete as received', () => {
		expect(answer({ status: 'Complete' }, 100)).toMatchObject({ paidInFull: true, difference: 0 });
	});

	it.each([null, undefined, '', 'x', -100, 0, '1e400', [100], 100.001])(
		'has null for an amount that cannot be read: %j',
		(amount) => {
			expect(answer({ amount }, 1)).toMatchObject({ paidInFull: null, difference: null });
		},
	);

	it('does not compare another currency', () => {
		expect(answer({ currency: 'UGX' }, 1)).toMatchObject({ paidInFull: null, difference: null });
		expect(answer({ currency: null }, 1)).toMatchObject({ paidInFull: true, difference: 99 });
	});
});
