import fc from 'fast-check';

import { linkPaid, requestPaid } from '../../../nodes/KopoKopo/payloads/paid.ts';
import { attributes } from '../support/payload.mts';

const resource = { amount: '100.0' };

test.each<[string, unknown, boolean | null]>([
	['pending', { status: 'Pending' }, null],
	['a success with its payment', { status: 'Success', event: { resource } }, true],
	['a success in capitals', { status: 'SUCCESS', event: { resource } }, true],
	['a success that names no payment', { status: 'Success', event: { resource: null } }, null],
	['failed', { status: 'Failed', event: { resource: null, errors: 'Cancelled' } }, false],
	['failed, whatever else it says', { status: 'Failed', event: { resource } }, false],
	['of a status that is not known', { status: 'Toast', event: { resource } }, null],
	['nothing', undefined, null],
])('an STK push that is %s', (_name, result, paid) => {
	expect(requestPaid(result)).toBe(paid);
});

test.each<[string, unknown, boolean | null]>([
	['active', { status: 'Processed', payment_link: { payment_link_status: 'active' } }, null],
	['paid, as its callback says it', { payment_link: { status: 'Paid' } }, true],
	['paid, as its status says it', { payment_link: { payment_link_status: 'paid' } }, true],
	['cancelled', { payment_link: { payment_link_status: 'Cancelled' } }, false],
	['expired', { payment_link: { status: 'Expired' } }, false],
	['not made', { status: 'Failed', payment_link: null }, false],
	['of a status that is not known', { payment_link: { status: 'constructor' } }, null],
	['nothing', null, null],
])('a payment link that is %s', (_name, result, paid) => {
	expect(linkPaid(result)).toBe(paid);
});

test('is true, false or null, whatever it is read from', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), attributes), (any) => {
			expect([true, false, null]).toContain(requestPaid(any));
			expect([true, false, null]).toContain(linkPaid(any));
		}),
	);
});
