import fc from 'fast-check';

import {
	failureReasonOf,
	knownTexts,
	type FailureReason,
} from '../../../nodes/KopoKopo/payloads/failure-reason.ts';
import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { resourceShapes } from '../../../nodes/KopoKopo/payloads/resources.ts';
import { anyJson } from '../../support/unit/payload.mts';

const failed = (errors: unknown, more: object = {}) => ({
	status: 'Failed',
	event: { type: 'Incoming Payment Request', resource: null, errors },
	...more,
});

/** Result codes and texts as M-PESA sends them. */
const texts: Array<[code: number, text: string, reason: FailureReason]> = [
	[1, 'The balance is insufficient for the transaction', 'insufficientFunds'],
	[1, '[MpesaCB - ]The balance is insufficient for the transaction.', 'insufficientFunds'],
	[17, 'Declined due to limit rule: would exceed the daily transfer limit.', 'other'],
	[17, 'Rule limited.', 'other'],
	[
		1001,
		'Unable to lock subscriber, a transaction is already in process for the current subscriber',
		'busy',
	],
	[1019, 'Transaction has expired', 'expired'],
	[1019, '[STK_CB - ]Transaction expired. No MO has been received', 'expired'],
	[1025, 'An error occurred while sending a push request', 'unreachable'],
	[9999, 'Error Occurred while sending push request.', 'unreachable'],
	[1032, 'Request cancelled by user', 'cancelled'],
	[1032, 'Request Cancelled by user.', 'cancelled'],
	[1032, '[STK_CB - ]Request cancelled by user', 'cancelled'],
	[1032, 'The request was canceled by the user', 'cancelled'],
	[1036, '[STK_CB - ]SMSC ACK timeout.', 'expired'],
	[1037, 'DS timeout user cannot be reached.', 'unreachable'],
	[1037, '[STK_CB - ]DS timeout.', 'unreachable'],
	[1037, 'No response from user.', 'unreachable'],
	[2001, 'The initiator information is invalid.', 'wrongPin'],
];

it.each(texts)('reads the text of result code %d, %j, as %s', (_code, text, reason) => {
	expect(failureReasonOf(failed(text))).toBe(reason);
	expect(failureReasonOf(failed([text]))).toBe(reason);
	expect(failureReasonOf(failed(null, { errors: [text] }))).toBe(reason);
});

it('matches each known text, and gives no text two reasons', () => {
	const fitting = texts.map(([, text]) => knownTexts.filter((row) => row.text.test(text)));
	expect(new Set(fitting.flat())).toEqual(new Set(knownTexts));
	expect(fitting.filter((rows) => new Set(rows.map(({ reason }) => reason)).size !== 1)).toEqual(
		[],
	);
});

it.each([
	['an unknown text', failed('Something new went wrong')],
	['no text', failed(null)],
	['an empty list', failed([])],
])('returns other for %s', (_name, attributes) => {
	expect(failureReasonOf(attributes)).toBe('other');
});

it('skips a text that it does not know', () => {
	expect(failureReasonOf(failed(['Failed', 'Request cancelled by user']))).toBe('cancelled');
});

const resource = { reference: 'OJJ1MPU40Z', amount: '100.0', status: 'Received' };

it.each([
	['succeeded', { status: 'Success', event: { resource, errors: null } }],
	['is pending', { status: 'Pending', event: { resource: null, errors: null } }],
	['was reversed', { status: 'Success', event: { resource: { ...resource, status: 'Reversed' } } }],
	['failed with a receipt', { status: 'Failed', event: { resource, errors: 'Cancelled by user' } }],
	['has errors but no final status', { ...failed('Cancelled by user'), status: 'Received' }],
])('returns null for a payment that %s', (_name, attributes) => {
	expect(failureReasonOf(attributes)).toBeNull();
});

it('returns null or a known reason for any JSON', () => {
	const reasons = [null, 'other', ...knownTexts.map(({ reason }) => reason)];
	fc.assert(
		fc.property(anyJson, (payload) => {
			expect(reasons).toContain(failureReasonOf(payload));
		}),
	);
});

it('puts the reason right after paid, and keeps the text in errors', () => {
	const attributes = failed('Request cancelled by user');
	const flat = readShape({ data: { attributes } }, resourceShapes.incoming_payment);
	expect(Object.keys(flat).slice(0, 3)).toEqual(['status', 'paid', 'failureReason']);
	expect(flat).toMatchObject({
		paid: false,
		failureReason: 'cancelled',
		errors: ['Request cancelled by user'],
	});
});
