import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { RequestFailure, type Outcome } from '../../../nodes/KopoKopo/api/request-failure.ts';
import type { Runnable } from '../../../nodes/KopoKopo/run/call.ts';
import { Report } from '../../../nodes/KopoKopo/run/report.ts';
import { node } from '../../support/unit/node.mts';

const reportOn = (items: number, movesMoney = true): Report =>
	new Report(node, { call: { movesMoney } } as Runnable, items);

const inputError = () => new InputError('Amount is empty', 'Enter a value.');

const failure = (outcome: Outcome) =>
	new RequestFailure({ outcome, what: `The end was ${outcome}`, advice: 'Look.' });

const ofN8n = new NodeApiError(node, { message: 'Gone' }, { message: 'The credential is gone' });

describe('the error of an item', () => {
	/** Of a run with one item. */
	const errorOf = (cause: unknown, { movesMoney = true, before = false } = {}) => {
		const report = reportOn(1, movesMoney);
		if (before) report.accepted(0);
		report.failed(0, cause);
		return report.error();
	};

	it('says what is wrong with an input and what to do, also in the message', () => {
		const error = errorOf(inputError());
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Amount is empty. Enter a value.',
			description: 'Enter a value.',
			context: { itemIndex: 0 },
		});
	});

	it.each<[Outcome, string]>([
		['notSent', 'The end was notSent. Look.'],
		['rejected', 'The end was rejected. Look.'],
	])('says what to do after a request that ended as %s', (outcome, message) => {
		for (const movesMoney of [true, false]) {
			const error = errorOf(failure(outcome), { movesMoney });
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({ message, context: { itemIndex: 0, outcome } });
		}
	});

	it.each<Outcome>(['unknown', 'accepted'])(
		'says to look for a payment that ended as %s',
		(outcome) => {
			expect(errorOf(failure(outcome)).message).toMatch(
				/^The end was \w+, but may have accepted it\. Look for it .* before you send it again\.$/,
			);
			const harmless = errorOf(failure(outcome), { movesMoney: false });
			expect(harmless.message).toBe(`The end was ${outcome}. Look.`);
		},
	);

	it('says what to do if the request was accepted, but there is no result', () => {
		const error = errorOf(failure('accepted'), { before: true });
		expect(error.message).toBe('The end was accepted. Look.');
	});

	it('quotes an error of n8n', () => {
		expect(errorOf(ofN8n).message).toBe('The credential is gone.');
	});

	it('keeps the item and the stack of an unforeseen error', () => {
		const cause = new TypeError('x is not a function');
		const error = errorOf(cause);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'x is not a function.',
			context: { itemIndex: 0 },
			stack: cause.stack,
		});
	});

	it('says not to send an accepted payment again after an unforeseen error', () => {
		const cause = new TypeError('Oops');
		expect(errorOf(cause, { before: true }).message).toBe(
			'Oops. Kopo Kopo took the request: do not send it again.',
		);
		expect(errorOf(cause, { before: true, movesMoney: false }).message).toBe('Oops.');
	});

	it('names its item, counted from 1, only if there are several', () => {
		const message = (items: number) => {
			const report = reportOn(items);
			report.notSent(items - 1, inputError());
			return report.failedItem(items - 1).error?.message;
		};
		expect(message(1)).toBe('Amount is empty. Enter a value.');
		expect(message(3)).toBe('Item 3 of 3: Amount is empty. Enter a value.');
	});

	it('names each item if several have the same error of n8n', () => {
		const report = reportOn(2);
		report.notSent(0, ofN8n);
		report.notSent(1, ofN8n);
		expect([0, 1].map((item) => report.failedItem(item).error?.message)).toEqual([
			'Item 1 of 2: The credential is gone.',
			'Item 2 of 2: The credential is gone.',
		]);
	});
});

describe('the outcomes of all items', () => {
	/** Of four items, the second has an input error, and the third what the test is about. */
	const messageAfter = (third: (report: Report) => void, movesMoney = true) => {
		const report = reportOn(4, movesMoney);
		third(report);
		report.failed(1, inputError());
		return report.error().message;
	};

	const begin = 'Item 2 of 4: Amount is empty. Enter a value. ';

	const nothingSent = `${begin}Nothing was sent.`;

	const tally = (accepted: number, rejected: number, unknown: number, notSent: number) =>
		`${begin}Of 4 items: ${accepted} accepted, ${rejected} rejected, ${unknown} unknown, ${notSent} not sent.`;

	const whatNext =
		' To send only what did not go through, retry this execution from the executions list. A new execution sends every item again, unless it has an Idempotency Key.';

	it.each<[string, unknown, boolean, string]>([
		['a request that was not sent', failure('notSent'), true, nothingSent],
		['a rejected request', failure('rejected'), true, tally(0, 1, 0, 3)],
		['a payment with an unknown outcome', failure('unknown'), true, tally(0, 0, 1, 3) + whatNext],
		['another request with an unknown outcome', failure('unknown'), false, tally(0, 0, 1, 3)],
		['a payment with a useless answer', failure('accepted'), true, tally(0, 0, 1, 3) + whatNext],
		['another request with a useless answer', failure('accepted'), false, tally(1, 0, 0, 3)],
		['an error of n8n', ofN8n, true, tally(0, 0, 1, 3) + whatNext],
		['an unforeseen error', new TypeError('Oops'), true, tally(0, 0, 1, 3) + whatNext],
	])('counts the outcomes of all items after %s', (_name, cause, movesMoney, expected) => {
		expect(messageAfter((report) => report.failed(2, cause), movesMoney)).toBe(expected);
	});

	it.each([
		['an error of n8n', ofN8n],
		['an unforeseen error', new TypeError('Oops')],
	])('says that nothing was sent after %s before the first request', (_name, cause) => {
		expect(messageAfter((report) => report.notSent(2, cause))).toBe(nothingSent);
	});

	it('counts an accepted item as accepted, also if it fails later', () => {
		const accept = (report: Report) => report.accepted(2);
		expect(messageAfter(accept)).toBe(tally(1, 0, 0, 3) + whatNext);
		const acceptAndFail = (report: Report) => {
			report.accepted(2);
			report.failed(2, failure('unknown'));
		};
		expect(messageAfter(acceptAndFail)).toBe(tally(1, 0, 0, 3) + whatNext);
	});

	it('adds the outcomes to the error of the first failed item, in the order of the input', () => {
		const report = reportOn(3);
		report.failed(2, failure('rejected'));
		report.failed(1, failure('unknown'));
		report.accepted(0);
		expect(report.error().message).toMatch(
			/^Item 2 of 3: The end was unknown, .* Of 3 items: 1 accepted, 1 rejected, 1 unknown, 0 not sent\. To send only what did not go through, /,
		);
	});

	it('leaves out the outcomes if there is only one item', () => {
		const report = reportOn(1);
		report.failed(0, inputError());
		expect(report.error().message).toBe('Amount is empty. Enter a value.');
	});
});

describe('several input errors', () => {
	const reportWith = (items: number, errors: Array<[number, unknown]>): string => {
		const report = reportOn(items);
		for (const [item, error] of errors) report.notSent(item, error);
		return report.error().message;
	};

	it('lists all input errors, in the order of the input', () => {
		const phone = new InputError('Phone Number is not a phone number: x', 'Enter one such as 07….');
		expect(
			reportWith(3, [
				[2, phone],
				[1, inputError()],
			]),
		).toBe(
			'Item 2 of 3: Amount is empty. Enter a value. Item 3 of 3: Phone Number is not a phone number: x. Enter one such as 07…. Nothing was sent.',
		);
	});

	it('lists input errors with the same cause once, without the item', () => {
		const shared = inputError();
		expect(
			reportWith(3, [
				[0, shared],
				[1, shared],
				[2, new InputError('Till is empty', '')],
			]),
		).toBe('Amount is empty. Enter a value. Item 3 of 3: Till is empty. Nothing was sent.');
	});

	it.each([
		[11, ''],
		[12, ' 1 more item has an input error.'],
		[25, ' 14 more items have an input error.'],
	])(
		'lists the first eleven input errors of %i items, and the number of the others',
		(count, more) => {
			const message = reportWith(
				30,
				Array.from({ length: count }, (_, item) => [item, inputError()]),
			);
			const listed = Array.from(
				{ length: 11 },
				(_, item) => `Item ${item + 1} of 30: Amount is empty. Enter a value.`,
			);
			expect(message).toBe(`${listed.join(' ')}${more} Nothing was sent.`);
		},
	);

	it('lists input errors after an error of n8n, but no other errors of n8n', () => {
		expect(
			reportWith(4, [
				[0, ofN8n],
				[1, ofN8n],
				[2, inputError()],
			]),
		).toBe(
			'Item 1 of 4: The credential is gone. Item 3 of 4: Amount is empty. Enter a value. Nothing was sent.',
		);
	});

	it('says only once that nothing was sent', () => {
		const unsaved = new InputError('Nothing was sent: n8n could not save a record', 'Try again.');
		expect(
			reportWith(2, [
				[0, unsaved],
				[1, unsaved],
			]),
		).toBe('Nothing was sent: n8n could not save a record. Try again.');
	});
});

it('returns a failed item with its own error, linked to its input item', () => {
	const report = reportOn(2);
	report.failed(1, inputError());
	expect(report.failedItem(1)).toEqual({
		json: {},
		error: expect.objectContaining({ message: 'Item 2 of 2: Amount is empty. Enter a value.' }),
		pairedItem: { item: 1 },
	});
});

it('counts as failed as soon as an item has failed', () => {
	const report = reportOn(2);
	report.accepted(0);
	expect([report.hasFailed, report.hasFailedAt(1)]).toEqual([false, false]);
	report.failed(1, inputError());
	expect([report.hasFailed, report.hasFailedAt(0), report.hasFailedAt(1)]).toEqual([
		true,
		false,
		true,
	]);
});
