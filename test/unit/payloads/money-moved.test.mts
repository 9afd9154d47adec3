import fc from 'fast-check';

import {
	hasMoved,
	isFinalResult,
	paymentMoved,
	reversalMoved,
	transferMoved,
} from '../../../nodes/KopoKopo/payloads/statuses.ts';
import { anyJson, anywhere, attributes } from '../../support/unit/payload.mts';

type Json = Record<string, unknown>;
type Case = [name: string, attributes: unknown, moved: boolean | null];

const disbursement = (amount: unknown, more: Json = {}): Json => ({
	amount,
	status: 'Transferred',
	...more,
});

const failed = (amount: unknown, more: Json = {}) =>
	disbursement(amount, { status: 'Failed', ...more });

const batch = (disbursements: unknown, more: Json = {}): Json => ({
	status: 'Transferred',
	disbursements,
	...more,
});

const failedBatch = (...disbursements: Json[]) => batch(disbursements, { status: 'Failed' });

/** A Send Money request for these amounts. */
const sent = (amounts: unknown[], transfer_batches: unknown, more: Json = {}): Json => ({
	status: 'Processed',
	currency: 'KES',
	destinations: amounts.map((amount) => ({ amount })),
	transfer_batches,
	errors: null,
	...more,
});

/** A payment, or a settlement, of an amount; null is the whole balance. */
const paid = (value: unknown, transfer_batches: unknown, more: Json = {}): Json => ({
	status: 'Processed',
	amount: { currency: 'KES', value },
	transfer_batches,
	...more,
});

const two = [batch([disbursement('100.0')]), batch([disbursement(200)])];
const twoOf = (more: Json) => sent([100, 200], two, more);
const whole = [batch([disbursement('19900.0'), disbursement('24452.0')])];

const open: Case[] = [
	['is just created', sent([100], null, { status: 'Scheduled' }), null],
	['is processed, with nothing listed', sent([100], []), null],
	[
		'has a disbursement under way',
		sent([100], [batch([disbursement(100, { status: 'Pending' })])]),
		null,
	],
	['has a disbursement without a status', sent([100], [batch([{ amount: 100 }])]), null],
	[
		'has a disbursement of an unknown status',
		sent([100], [batch([disbursement(100, { status: 'constructor' })])]),
		null,
	],
	[
		'moved one part and not the other',
		sent([1, 2], [batch([disbursement(1)]), failedBatch(failed(2))]),
		null,
	],
	[
		'has a disbursement that was reversed',
		paid(1, [batch([disbursement(1, { status: 'Reversed' })])]),
		null,
	],
	['is no JSON object', 'text', null],
	['is missing', undefined, null],
];

const moved: Case[] = [
	['moved every part', twoOf({}), true],
	[
		'moved every part of 0.1',
		sent([0.1, 0.1, 0.1], [batch(Array(3).fill(disbursement('0.1')))]),
		true,
	],
	['moved an amount in one batch', paid('780', [batch([disbursement('780.0')])]), true],
	[
		'moved an amount in two disbursements',
		paid(30, [batch([disbursement(10), disbursement(20)])]),
		true,
	],
	[
		'states the amount of a batch',
		paid(30, [batch([disbursement(10), disbursement(20)], { amount: '30.0' })]),
		true,
	],
	...['Received', 'Scheduled', 'Pending', 'Transferred', 'Sent', 'SUCCESS'].map(
		(status): Case => [`moved every part and is ${status}`, twoOf({ status }), true],
	),
	[
		'names one currency',
		twoOf({
			currency: 'kes',
			transfer_batches: [batch([disbursement(100, { currency: 'KES' }), disbursement(200)])],
		}),
		true,
	],
	[
		'has no receipts, as EFT',
		paid(30, [batch([10, 20].map((one) => disbursement(one, { transaction_reference: null })))]),
		true,
	],
	[
		'has a receipt for each',
		paid(30, [batch([10, 20].map((one) => disbursement(one, { transaction_reference: one })))]),
		true,
	],
	['moved a whole balance by settlement', paid(null, whole), true],
	['moved a whole balance and is Received', paid(null, whole, { status: 'Received' }), true],
	['moved a whole balance by sweep', sent([], whole, { destinations: null }), true],
];

const one = (more: Json) => paid(100, [batch([disbursement(100, more)])]);

/** Everything says that the money moved, except one detail. */
const contradictory: Case[] = [
	...['Failed', 'Cancelled', 'Canceled', 'Rejected', ' failed ', 'Reversed'].map(
		(status): Case => [`is ${status} at the top`, twoOf({ status }), null],
	),
	...[null, undefined, '', {}, ['Processed']].map(
		(status): Case => [`has the status ${JSON.stringify(status)}`, twoOf({ status }), null],
	),
	...['errors', 'error', 'error_message'].flatMap((key): Case[] => [
		[`has ${key} at the top`, twoOf({ [key]: 'Partly failed' }), null],
		[`has ${key} as a map at the top`, twoOf({ [key]: { amount: ['is too low'] } }), null],
		[`has ${key} in a batch`, paid(100, [batch([disbursement(100)], { [key]: ['No'] })]), null],
		[`has ${key} in a disbursement`, one({ [key]: [{ detail: 'No' }] }), null],
		[
			`has ${key} in a destination`,
			twoOf({ destinations: [{ amount: 100, [key]: 'No' }, { amount: 200 }] }),
			null,
		],
	]),
	['has a disbursement missing', sent([100, 200], [two[0]]), null],
	['has a disbursement too many', sent([100], two), null],
	[
		'has one disbursement for two destinations',
		sent([100, 200], [batch([disbursement(300)])]),
		null,
	],
	[
		'has other amounts of the same sum',
		sent([100, 200], [batch([disbursement(150), disbursement(150)])]),
		null,
	],
	['moved less', paid(200, [batch([disbursement(100)])]), null],
	['moved more', paid(200, [batch([disbursement(300)])]), null],
	['differs by a tenth of a cent', paid(100, [batch([disbursement(100.001)])]), null],
	...[
		undefined,
		null,
		'',
		'n/a',
		'1,000',
		'0x64',
		-100,
		'-100',
		0,
		NaN,
		Infinity,
		{},
		[100],
		true,
	].flatMap((amount): Case[] => [
		[`has a destination of ${String(amount)}`, sent([100, amount], two), null],
		[
			`has a disbursement of ${String(amount)}`,
			sent([100, 200], [two[0], batch([disbursement(amount)])]),
			null,
		],
		[
			`moved ${String(amount)} of a whole balance`,
			paid(null, [batch([disbursement(10), disbursement(amount)])]),
			null,
		],
	]),
	...['', 'n/a', -100, 0, {}, true].flatMap((amount): Case[] => [
		[`asked for ${JSON.stringify(amount)}`, paid(amount, [batch([disbursement(100)])]), null],
		[
			`has a batch of ${JSON.stringify(amount)}`,
			paid(100, [batch([disbursement(100)], { amount })]),
			null,
		],
	]),
	['has the negative of what it asked for', paid(-100, [batch([disbursement(-100)])]), null],
	['has an amount that is no object', { ...paid(100, two), amount: '300' }, null],
	['has an amount that differs from its destinations', twoOf({ amount: { value: 250 } }), null],
	[
		'has a batch of 200 that lists 100',
		paid(null, [batch([disbursement(100)], { amount: 200 })]),
		null,
	],
	...['Failed', 'Cancelled', 'Rejected', 'Reversed', {}].map(
		(status): Case => [
			`has a batch that is ${JSON.stringify(status)} around what was transferred`,
			paid(100, [batch([disbursement(100)], { status })]),
			null,
		],
	),
	['lists no disbursement of a batch', paid(100, [batch([], { amount: 100 })]), null],
	[
		'lists a batch without disbursements',
		paid(null, [{ status: 'Transferred', amount: 100 }]),
		null,
	],
	['lists disbursements that are no list', paid(100, [batch(disbursement(100))]), null],
	['lists batches that are no list', paid(100, { 0: two[0] }), null],
	['lists batches as text', paid(100, 'x'), null],
	['lists destinations that are no list', twoOf({ destinations: { 0: { amount: 300 } } }), null],
	...[null, 'x', 7, []].flatMap((entry): Case[] => [
		[`lists ${JSON.stringify(entry)} among the batches`, sent([100, 200], [...two, entry]), null],
		[
			`lists ${JSON.stringify(entry)} among the disbursements`,
			paid(100, [batch([disbursement(100), entry])]),
			null,
		],
		[
			`lists ${JSON.stringify(entry)} among the destinations`,
			twoOf({ destinations: [{ amount: 100 }, { amount: 200 }, entry] }),
			null,
		],
	]),
	...['USD', 404, {}].flatMap((currency): Case[] => [
		[`has a disbursement in ${JSON.stringify(currency)}`, one({ currency }), null],
		[
			`has a batch in ${JSON.stringify(currency)}`,
			paid(100, [batch([disbursement(100)], { currency })]),
			null,
		],
		[
			`has a destination in ${JSON.stringify(currency)}`,
			twoOf({ destinations: [{ amount: 100, currency }, { amount: 200 }] }),
			null,
		],
	]),
	[
		'has a receipt twice',
		paid(30, [
			batch(
				[10, 20].map((amount) => disbursement(amount, { transaction_reference: 'QCL160124A7' })),
			),
		]),
		null,
	],
	[
		'has a receipt twice, in two batches and spellings',
		paid(30, [
			batch([disbursement(10, { transaction_reference: 'qcl1 ' })]),
			batch([disbursement(20, { transaction_reference: 'QCL1' })]),
		]),
		null,
	],
	['has an invalid receipt', one({ transaction_reference: { id: 1 } }), null],
];

const notMoved: Case[] = [
	['failed, with nothing listed', sent([100], null, { status: 'Failed' }), false],
	['failed, and says nothing else', { status: 'Failed' }, false],
	['is Rejected', paid(100, [], { status: 'Rejected' }), false],
	[
		'is processed with errors, and lists nothing',
		sent([100], null, { errors: ['The balance is insufficient'] }),
		false,
	],
	[
		'is processed with an error, and lists nothing',
		sent([100], null, { error: { message: 'No' } }),
		false,
	],
	[
		'failed in every part',
		sent([1, 2], [failedBatch(failed(1)), failedBatch(failed(2, { status: 'Cancelled' }))]),
		false,
	],
	[
		'failed in every part, with reasons',
		paid(1, [failedBatch(failed(1, { errors: 'No such wallet' }))]),
		false,
	],
	[
		'lists only batches, which failed',
		sent(
			[1, 2],
			[
				{ status: 'Failed', amount: 1 },
				{ status: 'Cancelled', amount: 2 },
			],
		),
		false,
	],
	[
		'failed to move a whole balance',
		paid(null, [failedBatch(failed(1))], { status: 'Failed' }),
		false,
	],
];

/** Everything says that no money moved, except one detail. */
const perhapsMoved: Case[] = [
	[
		'is Transferred with errors and no batches',
		paid(100, [], { status: 'Transferred', errors: ['No'] }),
		null,
	],
	[
		'is Transferred, but its part failed',
		paid(1, [failedBatch(failed(1))], { status: 'Transferred' }),
		null,
	],
	[
		'failed in every part, but is not final',
		paid(1, [failedBatch(failed(1))], { status: 'Received' }),
		null,
	],
	['has errors in a place of no request', paid(1, [], { event: { errors: ['No'] } }), null],
	['has errors, but is not final', paid(1, [], { status: 'Scheduled', errors: ['No'] }), null],
	['lists 100 of 200, as failed', paid(200, [failedBatch(failed(100))]), null],
	[
		'lists 100 of 200, as failed, and failed',
		paid(200, [failedBatch(failed(100))], { status: 'Failed' }),
		null,
	],
	['lists one of two, as failed', sent([100, 200], [failedBatch(failed(100))]), null],
	['lists some of a whole balance, as failed', paid(null, [failedBatch(failed(1))]), null],
	[
		'has a failed part with a receipt',
		paid(1, [failedBatch(failed(1, { transaction_reference: 'QCL1' }))]),
		null,
	],
	[
		'has a failed part with a receipt, and failed',
		paid(1, [failedBatch(failed(1, { transaction_reference: 1757640471 }))], { status: 'Failed' }),
		null,
	],
	[
		'has a failed batch with a receipt',
		paid(1, [{ ...failedBatch(failed(1)), transaction_reference: 'QCL1' }]),
		null,
	],
	['failed, with a receipt at the top', { status: 'Failed', transaction_reference: 'QCL1' }, null],
	['has a failed part in a batch that was transferred', paid(1, [batch([failed(1)])]), null],
	[
		'failed, but a part was transferred',
		paid(1, [batch([disbursement(1)])], { status: 'Failed' }),
		null,
	],
	['failed, with batches that are no list', paid(1, 'x', { status: 'Failed' }), null],
	['failed, with an entry that is no object', paid(1, [null], { status: 'Failed' }), null],
	['failed, with an unreadable amount', paid('n/a', [], { status: 'Failed' }), null],
	['has a failed part of an unreadable amount', paid(1, [failedBatch(failed('n/a'))]), null],
];

describe('moneyMoved of a request', () => {
	it.each([...open, ...moved, ...contradictory, ...notMoved, ...perhapsMoved])(
		'judges a request that %s',
		(_name, json, expected) => {
			expect(transferMoved(json)).toBe(expected);
		},
	);

	it.each([
		['an amount', paid(780, [batch([disbursement(780)])]), true],
		['no amount', { status: 'Processed', transfer_batches: [batch([disbursement(780)])] }, null],
		['the amount null', paid(null, [batch([disbursement(780)])]), null],
		['no amount, and failed', { status: 'Failed' }, false],
	])('judges a payment that has %s', (_name, json, expected) => {
		expect(paymentMoved(json)).toBe(expected);
	});
});

const reversed = (status: string, payment: unknown, more: Json = {}) => ({
	status,
	transaction_reference: 'JAN1',
	reversal_bulk_payment: payment,
	errors: null,
	...more,
});

it.each<Case>([
	['just received', reversed('Received', null), null],
	['scheduled, without the key', { status: 'Scheduled' }, null],
	['transferred', reversed('Processed', { status: 'Transferred', amount: '6182.0' }), true],
	['transferred, and has no amount', reversed('Processed', { status: 'Transferred' }), true],
	['transferred, and left at Received', reversed('Received', { status: 'Transferred' }), true],
	['transferred, but failed at the top', reversed('Failed', { status: 'Transferred' }), null],
	[
		'transferred, with errors',
		reversed('Processed', { status: 'Transferred' }, { errors: 'No' }),
		null,
	],
	[
		'transferred, with an error',
		reversed('Processed', { status: 'Transferred' }, { error: 'No' }),
		null,
	],
	[
		'transferred, with errors of its payment',
		reversed('Processed', { status: 'Transferred', errors: ['No'] }),
		null,
	],
	[
		'transferred, by a negative amount',
		reversed('Processed', { status: 'Transferred', amount: -1 }),
		null,
	],
	[
		'transferred, with an unreadable receipt',
		reversed('Processed', { status: 'Transferred', transaction_reference: {} }),
		null,
	],
	[
		'processed, but cancelled for lack of balance',
		reversed(
			'Processed',
			{ status: 'Cancelled', amount: '1300.0', transaction_reference: null },
			{
				errors: ['The balance is insufficient for the transaction'],
			},
		),
		false,
	],
	[
		'cancelled, with a receipt',
		reversed('Processed', { status: 'Cancelled', transaction_reference: 'R1' }),
		null,
	],
	['cancelled, but Transferred at the top', reversed('Transferred', { status: 'Cancelled' }), null],
	['cancelled, but not final', reversed('Scheduled', { status: 'Cancelled' }), null],
	['processed with errors only', { status: 'Processed', errors: 'No' }, false],
	['pending', reversed('Scheduled', { status: 'Pending' }), null],
	['unreadable', reversed('Failed', 'x'), null],
])('judges a reversal that is %s', (_name, json, expected) => {
	expect(reversalMoved(json)).toBe(expected);
});

const judges = [transferMoved, paymentMoved, reversalMoved];

describe('moneyMoved', () => {
	it('is true, false or null for any value it is read from', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), attributes, anyJson), (any) => {
				for (const judge of judges) expect([true, false, null]).toContain(judge(any));
			}),
		);
	});

	it('never says true if there is an error at any level', () => {
		const request = fc.constantFrom(
			...moved.map(([, json]) => json),
			reversed('Processed', { status: 'Transferred', amount: 5 }),
		);
		const error = fc.record({
			key: fc.constantFrom('errors', 'error', 'error_message', 'error_description'),
			reason: fc.constantFrom(
				'No',
				['No'],
				{ amount: ['is invalid'] },
				[{ detail: 'No' }],
				[{}],
				500,
				true,
			),
		});
		fc.assert(
			fc.property(request, error, fc.nat(), (json, { key, reason }, at) => {
				const wrong = anywhere(json, at, key, reason);
				for (const judge of judges) expect(judge(wrong)).not.toBe(true);
			}),
		);
	});

	it('never says false if a part has a receipt', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('Failed', 'Cancelled', 'Rejected'), { minLength: 1 }),
				fc.nat(),
				fc.constantFrom('Processed', 'Failed', 'Received', 'Transferred'),
				(statuses, at, status) => {
					const parts = statuses.map((one, index) => ({
						...failed(1, { status: one }),
						...(index === at % statuses.length && { transaction_reference: 'QCL1' }),
					}));
					expect(transferMoved(paid(parts.length, [failedBatch(...parts)], { status }))).toBeNull();
				},
			),
		);
	});
});

it.each([
	['in one batch', (parts: Json[]) => [batch(parts)]],
	['in a batch each', (parts: Json[]) => parts.map((part) => batch([part]))],
])(
	'judges 200,000 disbursements %s',
	(_name, batchesOf) => {
		const parts = Array.from({ length: 200_000 }, (_, index) =>
			disbursement('0.1', { transaction_reference: `R${index}` }),
		);
		expect(transferMoved(paid(20_000, batchesOf(parts)))).toBe(true);
	},
	60_000,
);

const body = (json: unknown) => ({ data: { attributes: json } });

it.each([
	['send_money', twoOf({ status: 'Received' }), true],
	['payment', paid(1, [batch([disbursement(1)])], { status: 'Received' }), true],
	['settlement_transfer', paid(null, whole, { status: 'Pending' }), true],
	['reversal', reversed('Received', { status: 'Transferred' }), true],
	['send_money', sent([100, 200], [two[0]], { status: 'Received' }), false],
	['send_money', twoOf({ status: 'Received', errors: ['No'] }), false],
	['send_money', sent([1], [failedBatch(failed(1))], { status: 'Received' }), false],
	['send_money', { status: ' PROCESSED' }, true],
	['incoming_payment', twoOf({ status: 'Received' }), false],
	['constructor', twoOf({ status: 'Received' }), false],
])('says whether a %s such as %j is final: %s', (type, json, isFinal) => {
	expect(isFinalResult(type, ['processed', 'failed'], body(json))).toBe(isFinal);
});

it('knows that money moved only for types that move money', () => {
	expect(hasMoved('send_money', body(twoOf({})))).toBe(true);
	expect(hasMoved('polling', body(twoOf({})))).toBe(false);
	expect(hasMoved('send_money', null)).toBe(false);
});
