import fc from 'fast-check';

import { reversalMoved, transferMoved } from '../../../nodes/KopoKopo/payloads/money-moved.ts';
import { attributes } from '../support/payload.mts';

const disbursed = (...statuses: Array<string | { status: string; errors: unknown }>) => ({
	status: 'Processed',
	amount: { currency: 'KES', value: 0.1 * statuses.length },
	transfer_batches: statuses.map((one) => ({
		status: 'Transferred',
		disbursements: [{ amount: '0.1', ...(typeof one === 'string' ? { status: one } : one) }],
	})),
});

const asked = (...amounts: number[]) => ({ destinations: amounts.map((amount) => ({ amount })) });

const batch = (amount: number, status = 'Transferred') => ({ status, amount });

test.each([
	['just created', { status: 'Scheduled', transfer_batches: null, errors: null }, null],
	['processed, and nothing else known', { status: 'Processed' }, null],
	['every disbursement transferred', disbursed('Transferred', 'Transferred', 'Transferred'), true],
	['one still under way', disbursed('Transferred', 'Pending'), null],
	['some transferred, some not', disbursed('Transferred', 'Failed'), null],
	['none transferred', disbursed('Failed', 'Cancelled'), false],
	[
		'a remark about a disbursement that was transferred',
		disbursed({ status: 'Transferred', errors: ['No'] }),
		null,
	],
	[
		'an error about one that failed',
		disbursed({ status: 'Failed', errors: ['No such wallet'] }),
		false,
	],
	[
		'transferred, with an error at the top',
		{ ...disbursed('Transferred'), errors: ['Partly failed'] },
		null,
	],
	[
		'transferred, while the top is pending',
		{ ...disbursed('Transferred'), status: 'Pending' },
		null,
	],
	['transferred, but failed at the top', { ...disbursed('Transferred'), status: 'Failed' }, null],
	[
		'one of two that were asked for',
		{ status: 'Processed', ...asked(100, 200), transfer_batches: [batch(100)] },
		null,
	],
	[
		'one of two, and that one in vain',
		{ status: 'Processed', ...asked(100, 200), transfer_batches: [batch(100, 'Failed')] },
		null,
	],
	[
		'both that were asked for',
		{ status: 'Processed', ...asked(100, 200), transfer_batches: [batch(100), batch(200)] },
		true,
	],
	[
		'a whole balance',
		{ status: 'Processed', amount: { value: null }, transfer_batches: [batch(70)] },
		true,
	],
	['a batch without disbursements', { status: 'Processed', transfer_batches: [batch(1)] }, true],
	[
		'errors at the top, and no batch',
		{ status: 'Processed', errors: ['The balance is insufficient'] },
		false,
	],
	['failed at the top', { status: 'Failed' }, false],
	[
		'transferred at the top with its batch, as the sandbox has it',
		{ ...disbursed('Transferred'), status: 'Transferred' },
		true,
	],
	['no JSON object', 'text', null],
	['nothing', undefined, null],
	[
		'a batch beside what is none',
		{ status: 'Processed', transfer_batches: [null, 'x', batch(1)] },
		true,
	],
	['batches that are no list', { transfer_batches: 'x' }, null],
])('%s', (_name, attributes, moved) => {
	expect(transferMoved(attributes)).toBe(moved);
});

test.each([
	['just received', { status: 'Received', reversal_bulk_payment: null }, null],
	['scheduled, without the key', { status: 'Scheduled' }, null],
	['transferred', { status: 'Processed', reversal_bulk_payment: { status: 'Transferred' } }, true],
	[
		'processed, but cancelled for lack of balance',
		{
			status: 'Processed',
			reversal_bulk_payment: { status: 'Cancelled' },
			errors: ['The balance is insufficient for the transaction'],
		},
		false,
	],
	['errors alone', { status: 'Processed', errors: 'No' }, false],
	['pending', { status: 'Scheduled', reversal_bulk_payment: { status: 'Pending' } }, null],
])('a reversal that is %s', (_name, attributes, moved) => {
	expect(reversalMoved(attributes)).toBe(moved);
});

test('is true, false or null, whatever it is read from', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), attributes), (any) => {
			expect([true, false, null]).toContain(transferMoved(any));
			expect([true, false, null]).toContain(reversalMoved(any));
		}),
	);
});
