import fc from 'fast-check';

import { linkPaid, requestPaid } from '../../../nodes/KopoKopo/payloads/statuses.ts';
import { anyJson, anywhere, attributes } from '../../support/unit/payload.mts';

type Case = [name: string, attributes: unknown, paid: boolean | null];

const receipt = 'OJM6Q1W84K';
const received = { amount: '100.0', reference: receipt, status: 'Received' };

const push = (status: unknown, resource?: unknown, more: object = {}) => ({
	status,
	event: { resource, errors: null },
	...more,
});

const success = (changes: object) => push('Success', { ...received, ...changes });

const requests: Case[] = [
	['pending', push('Pending', null), null],
	['received, but not a success yet', push('Received', received), null],
	['of an unknown status', push('Toast', received), null],
	['missing', undefined, null],

	['a success with its payment', push('Success', received), true],
	['a success in capitals', push('SUCCESS', received), true],
	['a success with an amount only', push('Success', { amount: '100.0' }), true],
	['a success with a reference only', push('Success', { reference: 1770871136 }), true],
	['a success with empty errors', push('Success', received, { errors: [], error: '' }), true],
	['a success whose payment is Complete', success({ status: 'Complete' }), true],
	[
		'a success with a metadata key "error"',
		push('Success', received, { metadata: { error: 'x' } }),
		true,
	],

	...['Reversed', 'reversed ', 'REVERSED'].map(
		(status): Case => [`a success that is ${status}`, success({ status }), false],
	),
	[
		'a success with errors that is Reversed',
		{ ...success({ status: 'Reversed' }), errors: ['No'] },
		false,
	],
	['failed, and Reversed', push('Failed', { ...received, status: 'Reversed' }), false],

	['a success that names no payment', push('Success', null), null],
	['a success with an empty payment', push('Success', {}), null],
	['a success with a payment that is no object', push('Success', [received]), null],
	...['Failed', 'Cancelled', 'Canceled', 'Rejected', {}, []].map(
		(status): Case => [
			`a success whose payment is ${JSON.stringify(status)}`,
			success({ status }),
			null,
		],
	),
	...['n/a', '', -100, '-100.0', 0, {}, true].map(
		(amount): Case => [`a success of ${JSON.stringify(amount)}`, success({ amount }), null],
	),
	['a success with an unreadable reference', success({ reference: { id: 1 } }), null],
	...['errors', 'error', 'error_message'].flatMap((key): Case[] => [
		[`a success with ${key}`, push('Success', received, { [key]: 'No' }), null],
		[
			`a success with ${key} in its event`,
			push('Success', undefined, { event: { resource: received, [key]: ['No'] } }),
			null,
		],
		[`a success with ${key} in its payment`, success({ [key]: { amount: ['No'] } }), null],
	]),

	['failed', push('Failed', null, { event: { resource: null, errors: 'Cancelled' } }), false],
	['failed, and says nothing else', { status: 'Failed' }, false],
	['failed, and repeats the amount', push('Failed', { amount: '100.0' }), false],
	['failed, and so did its payment', push('Failed', { amount: '100.0', status: 'Failed' }), false],

	['failed, with a payment that was received', push('Failed', received), null],
	['failed, with a receipt', push('Failed', { reference: receipt }), null],
	[
		'failed, with a receipt under its other key',
		push('Failed', { transaction_reference: receipt }),
		null,
	],
	[
		'failed, with a receipt of a payment that failed',
		push('Failed', { ...received, status: 'Failed' }),
		null,
	],
	[
		'failed, with a payment without a receipt that was received',
		push('Failed', { status: 'Received' }),
		null,
	],
	['failed, with a payment that is no object', push('Failed', 'x'), null],
];

it.each(requests)('says whether an STK push was paid that is %s', (_name, result, paid) => {
	expect(requestPaid(result)).toBe(paid);
});

const link = (payment_link: unknown, status = 'Processed', more: object = {}) => ({
	status,
	payment_link,
	errors: null,
	...more,
});

const links: Case[] = [
	['active', link({ payment_link_status: 'active' }), null],
	['of an unknown status', link({ status: 'constructor' }), null],
	['processed, and has no link', link(null), null],
	['missing', null, null],

	['paid, as its callback says it', link({ status: 'Paid', transaction_reference: receipt }), true],
	['paid, as its status says it', link({ payment_link_status: 'paid' }), true],
	['paid, as both say', link({ payment_link_status: 'paid', status: 'Paid' }), true],

	['cancelled', link({ payment_link_status: 'Cancelled' }), false],
	['expired', link({ status: 'Expired' }), false],
	['failed', link({ status: 'Failed' }, 'Failed'), false],
	['not made', link(null, 'Failed'), false],
	['not made, with errors', link(null, 'Failed', { errors: ['Till number is invalid'] }), false],

	['paid, with errors', link({ status: 'Paid' }, 'Processed', { errors: ['No'] }), null],
	['paid, with an error in the payment', link({ status: 'Paid', error: 'No' }), null],
	...['Failed', 'Cancelled', 'Rejected'].map(
		(status): Case => [`paid, but ${status}`, link({ status: 'Paid' }, status), null],
	),
	[
		'paid in one place, active in another',
		link({ payment_link_status: 'active', status: 'Paid' }),
		null,
	],
	[
		'paid in one place, unreadable in another',
		link({ payment_link_status: {}, status: 'Paid' }),
		null,
	],
	['active, but failed', link({ payment_link_status: 'active' }, 'Failed'), null],
	...['Expired', 'Cancelled', 'Failed'].flatMap((status): Case[] => [
		[`${status}, with a receipt`, link({ status, transaction_reference: receipt }), null],
		[
			`${status}, with a receipt, and failed`,
			link({ status, transaction_reference: 1 }, 'Failed'),
			null,
		],
		[`${status}, with an invalid receipt`, link({ status, transaction_reference: {} }), null],
	]),
	['failed, with a receipt', link({ transaction_reference: receipt }, 'Failed'), null],
	['failed, with a link that is no object', link('x', 'Failed'), null],
];

it.each(links)('says whether a payment link was paid that is %s', (_name, result, paid) => {
	expect(linkPaid(result)).toBe(paid);
});

describe('paid', () => {
	it('returns true, false or null for any JSON', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), attributes, anyJson), (any) => {
				expect([true, false, null]).toContain(requestPaid(any));
				expect([true, false, null]).toContain(linkPaid(any));
			}),
		);
	});

	it('never says true if there is an error at any level', () => {
		const paid = [...requests, ...links].filter(([, , isPaid]) => isPaid).map(([, json]) => json);
		const withoutMetadata = paid.filter((json) => !JSON.stringify(json).includes('metadata'));
		fc.assert(
			fc.property(
				fc.constantFrom(...withoutMetadata),
				fc.nat(),
				fc.constantFrom('errors', 'error', 'error_message', 'error_description'),
				fc.constantFrom('No', ['No'], { amount: ['is invalid'] }, [{ detail: 'No' }], [{}], 500),
				(json, at, key, reason) => {
					const wrong = anywhere(json, at, key, reason);
					expect(requestPaid(wrong)).not.toBe(true);
					expect(linkPaid(wrong)).not.toBe(true);
				},
			),
		);
	});

	it('never says false if there is a receipt of a payment that was not reversed', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), anyJson), anyJson, (resource, status) => {
				const payment = { ...resource, reference: receipt, status: 'Received' };
				expect(requestPaid(push(status, payment))).not.toBe(false);
				expect(linkPaid(link({ ...resource, transaction_reference: receipt }))).not.toBe(false);
			}),
		);
	});
});
