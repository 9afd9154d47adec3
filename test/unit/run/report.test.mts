import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { RequestFailure, type Fate } from '../../../nodes/KopoKopo/api/failure.ts';
import { Refusal } from '../../../nodes/KopoKopo/api/refusal.ts';
import type { Runnable } from '../../../nodes/KopoKopo/run/call.ts';
import { Report } from '../../../nodes/KopoKopo/run/report.ts';
import { node } from '../support/node.mts';

const reportOn = (items: number, movesMoney = true): Report =>
	new Report(node, { call: { movesMoney } } as Runnable, items);

const refusal = new Refusal('Amount is empty', 'Enter a value.');

const failure = (fate: Fate) =>
	new RequestFailure({ fate, what: `The end was ${fate}`, advice: 'Look.' });

const ofN8n = new NodeApiError(node, { message: 'Gone' }, { message: 'The credential is gone' });

describe('the error of an item', () => {
	/** With a report on one item, since what becomes of others is no part of it. */
	const errorOf = (cause: unknown, { movesMoney = true, before = false } = {}) => {
		const report = reportOn(1, movesMoney);
		if (before) report.accepted(0);
		report.failed(0, cause);
		return report.error();
	};

	test('whose parameters are refused says so, and what to do, also in the message', () => {
		const error = errorOf(refusal);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Amount is empty. Enter a value.',
			description: 'Enter a value.',
			context: { itemIndex: 0 },
		});
	});

	test.each<[Fate, string]>([
		['notSent', 'The end was notSent. Look.'],
		['refused', 'The end was refused. Look.'],
	])('whose request ended as %s says what to do', (fate, message) => {
		for (const movesMoney of [true, false]) {
			const error = errorOf(failure(fate), { movesMoney });
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({ message, context: { itemIndex: 0, fate } });
		}
	});

	test.each<Fate>(['unknown', 'accepted'])(
		'whose request ended as %s says to look first, where money moves',
		(fate) => {
			expect(errorOf(failure(fate)).message).toMatch(
				/^The end was \w+, but may have accepted it\. Look for it .* before you send it again\.$/,
			);
			const harmless = errorOf(failure(fate), { movesMoney: false });
			expect(harmless.message).toBe(`The end was ${fate}. Look.`);
		},
	);

	test('whose request was accepted, and whose result could not be had, says what to do', () => {
		const error = errorOf(failure('accepted'), { before: true });
		expect(error.message).toBe('The end was accepted. Look.');
	});

	test('that n8n has made says what n8n says', () => {
		expect(errorOf(ofN8n).message).toBe('The credential is gone.');
	});

	test('that nobody foresaw is told with its item, and where it came from', () => {
		const cause = new TypeError('x is not a function');
		const error = errorOf(cause);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'x is not a function.',
			context: { itemIndex: 0 },
			stack: cause.stack,
		});
	});

	test('that nobody foresaw, once Kopo Kopo has taken what moves money, says not to send it again', () => {
		const cause = new TypeError('Oops');
		expect(errorOf(cause, { before: true }).message).toBe(
			'Oops. Kopo Kopo took the request: do not send it again.',
		);
		expect(errorOf(cause, { before: true, movesMoney: false }).message).toBe('Oops.');
	});

	test('names it as n8n does, from 0, where there are several, and not where it is alone', () => {
		const message = (items: number) => {
			const report = reportOn(items);
			report.notSent(items - 1, refusal);
			return report.failedItem(items - 1).error?.message;
		};
		expect(message(1)).toBe('Amount is empty. Enter a value.');
		expect(message(3)).toBe('Amount is empty. Enter a value. [item 2]');
	});

	test('does not pile up where several items have the same cause', () => {
		const report = reportOn(2);
		report.notSent(0, ofN8n);
		report.notSent(1, ofN8n);
		expect([0, 1].map((item) => report.failedItem(item).error?.message)).toEqual([
			'The credential is gone. [item 0]',
			'The credential is gone. [item 1]',
		]);
	});
});

describe('what became of the items', () => {
	/** Of four items: the second is refused before it is sent, which tells of the others too. */
	const tallyOf = (third: (report: Report) => void, movesMoney = true) => {
		const report = reportOn(4, movesMoney);
		third(report);
		report.failed(1, refusal);
		return report.error().message;
	};

	const tally = (accepted: number, refused: number, doubtful: number, notSent: number) =>
		`Amount is empty. Enter a value. Of 4 items: ${accepted} accepted, ${refused} refused, ` +
		`${doubtful} doubtful, ${notSent} not sent.`;

	const whatThen =
		' Retry this execution from the executions list: that sends nothing twice. A new execution would send all of them.';

	test.each<[string, unknown, boolean, string]>([
		['a refusal', refusal, true, tally(0, 0, 0, 4)],
		['a request that was not sent', failure('notSent'), true, tally(0, 0, 0, 4)],
		['one that was refused', failure('refused'), true, tally(0, 1, 0, 3)],
		['one of unknown fate', failure('unknown'), true, tally(0, 0, 1, 3)],
		['one of unknown fate that moves no money', failure('unknown'), false, tally(0, 0, 1, 3)],
		['one whose answer is no use', failure('accepted'), true, tally(0, 0, 1, 3)],
		[
			'one whose answer is no use and that moves no money',
			failure('accepted'),
			false,
			tally(1, 0, 0, 3),
		],
		['an error of n8n', ofN8n, true, tally(0, 0, 1, 3)],
		['an error that nobody foresaw', new TypeError('Oops'), true, tally(0, 0, 1, 3)],
	])('after %s', (_name, cause, movesMoney, expected) => {
		const told = tallyOf((report) => report.failed(2, cause), movesMoney);
		const isOpen = / [^0] (accepted|doubtful)/.test(expected);
		expect(told).toBe(`${expected}${movesMoney && isOpen ? whatThen : ''} [item 1]`);
	});

	test.each([
		['an error of n8n', ofN8n],
		['an error that nobody foresaw', new TypeError('Oops')],
	])('after %s, before anything was sent', (_name, cause) => {
		const told = tallyOf((report) => report.notSent(2, cause));
		expect(told).toBe(`${tally(0, 0, 0, 4)} [item 1]`);
	});

	test('stays accepted where it was', () => {
		const accept = (report: Report) => report.accepted(2);
		expect(tallyOf(accept)).toBe(`${tally(1, 0, 0, 3)}${whatThen} [item 1]`);
		const acceptAndFail = (report: Report) => {
			report.accepted(2);
			report.failed(2, failure('unknown'));
		};
		expect(tallyOf(acceptAndFail)).toBe(`${tally(1, 0, 0, 3)}${whatThen} [item 1]`);
	});

	test('is told by the first item that failed, in the order of the input', () => {
		const report = reportOn(3);
		report.failed(2, failure('refused'));
		report.failed(1, failure('unknown'));
		report.accepted(0);
		expect(report.error().message).toMatch(
			/^The end was unknown, .* Of 3 items: 1 accepted, 1 refused, 1 doubtful, 0 not sent\. Retry this execution .* \[item 1\]$/,
		);
	});

	test('is not told of one item alone', () => {
		const report = reportOn(1);
		report.failed(0, refusal);
		expect(report.error().message).not.toMatch(/Of 1 items/);
	});
});

test('an item that failed goes on with its own error and its place, and tells of no other', () => {
	const report = reportOn(2);
	report.failed(1, refusal);
	expect(report.failedItem(1)).toEqual({
		json: {},
		error: expect.objectContaining({ message: 'Amount is empty. Enter a value. [item 1]' }),
		pairedItem: { item: 1 },
	});
});

test('a run has failed once an item has', () => {
	const report = reportOn(2);
	report.accepted(0);
	expect([report.hasFailed, report.hasFailedAt(1)]).toEqual([false, false]);
	report.failed(1, refusal);
	expect([report.hasFailed, report.hasFailedAt(0), report.hasFailedAt(1)]).toEqual([
		true,
		false,
		true,
	]);
});
