import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { RequestFailure, type Outcome } from '../../../nodes/KopoKopo/api/request-failure.ts';
import type { Runnable } from '../../../nodes/KopoKopo/run/call.ts';
import { Report } from '../../../nodes/KopoKopo/run/report.ts';
import { node } from '../../support/unit/node.mts';

type Moves = Runnable['call']['movesMoney'];

const reportOn = (items: number, movesMoney: Moves = 'out'): Report =>
	new Report(node, { call: { movesMoney } } as Runnable, items);

const inputError = () => new InputError('Amount is empty.', 'Enter a value.');

const failure = (outcome: Outcome) =>
	new RequestFailure({ outcome, message: `The end was ${outcome}.`, advice: 'Look.' });

const ofN8n = new NodeApiError(
	node,
	{ message: 'Gone' },
	{ message: 'The credential is gone', description: 'Select another one.' },
);

describe('the error of an item', () => {
	/** Of a run with one item. */
	const errorOf = (
		cause: unknown,
		{ movesMoney = 'out' as Moves, before = false, onNode = node } = {},
	) => {
		const report = new Report(onNode, { call: { movesMoney } } as Runnable, 1);
		if (before) report.accepted(0);
		report.failed(0, cause);
		return report.error();
	};

	it('says what is wrong with an input, and in its description what to do', () => {
		const error = errorOf(inputError());
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Amount is empty.',
			description: 'Enter a value.',
			context: { itemIndex: 0 },
		});
	});

	it('says all that is wrong with an input', () => {
		const problems = [
			{ message: 'Amount is empty.', advice: 'Enter a value.' },
			{ message: 'Till is empty.', advice: 'Enter a value.' },
			{ message: 'Scope is wrong.', advice: 'Choose another one.' },
		];
		expect(errorOf(InputError.of(problems))).toMatchObject({
			message: 'Amount is empty. Till is empty. Scope is wrong.',
			description: 'Enter a value. Choose another one.',
		});
	});

	it.each<[Outcome, string]>([
		['notSent', 'The end was notSent. Nothing was sent.'],
		['rejected', 'The end was rejected.'],
	])('says what to do after a request that ended as %s', (outcome, message) => {
		for (const movesMoney of ['in', 'out', false] as const) {
			const error = errorOf(failure(outcome), { movesMoney });
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({
				message,
				description: 'Look.',
				context: { itemIndex: 0, outcome },
			});
		}
	});

	it.each<Outcome>(['unknown', 'accepted'])(
		'says to look for a payment that ended as %s',
		(outcome) => {
			expect(errorOf(failure(outcome))).toMatchObject({
				message: `The end was ${outcome}. Kopo Kopo may have accepted it anyway.`,
				description: expect.stringMatching(/before you send it again.* sent twice\.$/) as string,
			});
			expect(errorOf(failure(outcome), { movesMoney: 'in' }).description).toMatch(
				/before you send it again.* asked twice\.$/,
			);
			expect(errorOf(failure(outcome), { movesMoney: false })).toMatchObject({
				message: `The end was ${outcome}.`,
				description: 'Look.',
			});
		},
	);

	it('says what to do if the request was accepted, but there is no result', () => {
		expect(errorOf(failure('accepted'), { before: true })).toMatchObject({
			message: 'The end was accepted.',
			description: 'Look.',
		});
	});

	it('quotes an error of n8n', () => {
		expect(errorOf(ofN8n)).toMatchObject({
			message: 'The credential is gone.',
			description: 'Select another one.',
		});
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
		expect(errorOf(cause, { before: true })).toMatchObject({
			message: 'Oops. Kopo Kopo accepted the request.',
			description: 'Do not send it again.',
		});
		const harmless = errorOf(cause, { before: true, movesMoney: false });
		expect([harmless.message, harmless.description ?? '']).toEqual(['Oops.', '']);
	});

	it('puts all of it in the message for an AI agent, which reads only that', () => {
		const onNode = { ...node, type: `${node.type}Tool` };
		const error = errorOf(inputError(), { onNode });
		expect([error.message, error.description]).toEqual([
			'Amount is empty. Enter a value.',
			undefined,
		]);
		const unsent = errorOf(failure('notSent'), { onNode });
		expect([unsent.message, unsent.description]).toEqual([
			'The end was notSent. Nothing was sent. Look.',
			undefined,
		]);
	});

	it('contains n8n’s number of the item only if the editor does not add it to the message', () => {
		const indexOf = (items: number, onNode = node) => {
			const report = new Report(onNode, { call: { movesMoney: false } } as Runnable, items);
			report.notSent(0, inputError());
			return report.error().context.itemIndex as number | undefined;
		};
		expect(indexOf(1)).toBe(0);
		expect(indexOf(2)).toBeUndefined();
		expect(indexOf(1, { ...node, executeOnce: true })).toBeUndefined();
	});
});

describe('the error of an item if the workflow continues', () => {
	const errorOf = (cause: unknown, items = 3) => {
		const report = reportOn(items);
		report.notSent(items - 1, cause);
		return report.failedItem(items - 1).error!;
	};

	it('puts the advice in its message, which is all that n8n passes on', () => {
		const error = errorOf(inputError());
		expect(error).toMatchObject({
			message: 'Item 3 of 3: Amount is empty. Enter a value.',
			context: { itemIndex: 2 },
		});
		expect(error.description).toBeUndefined();
	});

	it('names its item, counted from 1, only if there are several', () => {
		expect(errorOf(inputError(), 1).message).toBe('Amount is empty. Enter a value.');
		expect(errorOf(inputError(), 2).message).toBe('Item 2 of 2: Amount is empty. Enter a value.');
	});

	it('puts each advice behind its problem', () => {
		const problems = [
			{ message: 'Amount is empty.', advice: 'Enter a value.' },
			{ message: 'Scope is wrong.', advice: 'Choose another one.' },
		];
		expect(errorOf(InputError.of(problems)).message).toBe(
			'Item 3 of 3: Amount is empty. Enter a value. Scope is wrong. Choose another one.',
		);
	});

	it('says that the item was not sent', () => {
		expect(errorOf(failure('notSent')).message).toBe(
			'Item 3 of 3: The end was notSent. This item was not sent. Look.',
		);
		expect(errorOf(failure('notSent'), 1).message).toBe(
			'The end was notSent. Nothing was sent. Look.',
		);
	});

	it('names each item if several have the same error of n8n', () => {
		const report = reportOn(2);
		report.notSent(0, ofN8n);
		report.notSent(1, ofN8n);
		expect([0, 1].map((item) => report.failedItem(item).error?.message)).toEqual([
			'Item 1 of 2: The credential is gone. Select another one.',
			'Item 2 of 2: The credential is gone. Select another one.',
		]);
	});
});

describe('the outcomes of all items', () => {
	const errorAfter = (third: (report: Report) => void, movesMoney: Moves = 'out') => {
		const report = reportOn(4, movesMoney);
		third(report);
		report.failed(1, inputError());
		return report.error();
	};

	const begin = 'Item 2 of 4: Amount is empty. ';

	const nothingSent = `${begin}Nothing was sent.`;

	const tally = (accepted: number, rejected: number, unknown: number, notSent: number) =>
		`${begin}Of 4 items: ${accepted} accepted, ${rejected} rejected, ${unknown} unknown, ${notSent} not sent.`;

	const advice = 'Enter a value.';

	const retryAdvice = `${advice} To send only what did not go through, retry this execution from the executions list. A new execution sends every item again, unless it has an Idempotency Key.`;

	it.each<[string, unknown, Moves, string, string]>([
		['a request that was not sent', failure('notSent'), 'out', nothingSent, advice],
		['a rejected request', failure('rejected'), 'out', tally(0, 1, 0, 3), advice],
		[
			'a payment with an unknown outcome',
			failure('unknown'),
			'out',
			tally(0, 0, 1, 3),
			retryAdvice,
		],
		[
			'a request for a payment with an unknown outcome',
			failure('unknown'),
			'in',
			tally(0, 0, 1, 3),
			retryAdvice,
		],
		[
			'another request with an unknown outcome',
			failure('unknown'),
			false,
			tally(0, 0, 1, 3),
			advice,
		],
		[
			'a payment with a useless response',
			failure('accepted'),
			'out',
			tally(0, 0, 1, 3),
			retryAdvice,
		],
		[
			'another request with a useless response',
			failure('accepted'),
			false,
			tally(1, 0, 0, 3),
			advice,
		],
		['an error of n8n', ofN8n, 'out', tally(0, 0, 1, 3), retryAdvice],
		['an unforeseen error', new TypeError('Oops'), 'out', tally(0, 0, 1, 3), retryAdvice],
	])(
		'counts the outcomes of all items after %s',
		(_name, cause, movesMoney, message, description) => {
			expect(errorAfter((report) => report.failed(2, cause), movesMoney)).toMatchObject({
				message,
				description,
			});
		},
	);

	it.each([
		['an error of n8n', ofN8n],
		['an unforeseen error', new TypeError('Oops')],
	])('says that nothing was sent after %s before the first request', (_name, cause) => {
		expect(errorAfter((report) => report.notSent(2, cause)).message).toBe(nothingSent);
	});

	it('counts an accepted item as accepted, also if it fails later', () => {
		const expected = { message: tally(1, 0, 0, 3), description: retryAdvice };
		expect(errorAfter((report) => report.accepted(2))).toMatchObject(expected);
		const acceptAndFail = (report: Report) => {
			report.accepted(2);
			report.failed(2, failure('unknown'));
		};
		expect(errorAfter(acceptAndFail)).toMatchObject(expected);
	});

	it('adds the outcomes to the error of the first failed item, in the order of the input', () => {
		const report = reportOn(3);
		report.failed(2, failure('rejected'));
		report.failed(1, failure('unknown'));
		report.accepted(0);
		const { message, description } = report.error();
		expect(message).toBe(
			'Item 2 of 3: The end was unknown. Kopo Kopo may have accepted it anyway. Of 3 items: 1 accepted, 1 rejected, 1 unknown, 0 not sent.',
		);
		expect(description).toMatch(/^Look for .* sent twice\. To send only what did not go through, /);
	});

	it('leaves out the outcomes if there is only one item', () => {
		const report = reportOn(1);
		report.failed(0, inputError());
		expect(report.error().message).toBe('Amount is empty.');
	});
});

describe('several input errors', () => {
	const errorWith = (items: number, errors: Array<[number, unknown]>) => {
		const report = reportOn(items);
		for (const [item, error] of errors) report.notSent(item, error);
		return report.error();
	};

	it('lists all input errors, in the order of the input', () => {
		const phone = new InputError(
			'Phone Number is not a phone number: x.',
			'Enter one such as 07….',
		);
		expect(
			errorWith(3, [
				[2, phone],
				[1, inputError()],
			]),
		).toMatchObject({
			message:
				'Item 2 of 3: Amount is empty. Item 3 of 3: Phone Number is not a phone number: x. Nothing was sent.',
			description: 'Enter a value. Enter one such as 07….',
		});
	});

	it('lists input errors with the same cause once, without the item', () => {
		const shared = inputError();
		expect(
			errorWith(3, [
				[0, shared],
				[1, shared],
				[2, new InputError('Till is empty.', '')],
			]).message,
		).toBe('Amount is empty. Item 3 of 3: Till is empty. Nothing was sent.');
	});

	it.each([
		[11, ''],
		[12, ' 1 more item has an input error.'],
		[25, ' 14 more items have an input error.'],
	])('lists the first eleven input errors of %i, and counts the others', (count, more) => {
		const { message, description } = errorWith(
			30,
			Array.from({ length: count }, (_, item) => [item, inputError()]),
		);
		const listed = Array.from(
			{ length: 11 },
			(_, item) => `Item ${item + 1} of 30: Amount is empty.`,
		);
		expect(message).toBe(`${listed.join(' ')}${more} Nothing was sent.`);
		expect(description).toBe('Enter a value.');
	});

	it('lists input errors after an error of n8n, but no other errors of n8n', () => {
		expect(
			errorWith(4, [
				[0, ofN8n],
				[1, ofN8n],
				[2, inputError()],
			]),
		).toMatchObject({
			message:
				'Item 1 of 4: The credential is gone. Item 3 of 4: Amount is empty. Nothing was sent.',
			description: 'Select another one. Enter a value.',
		});
	});

	it('says only once that nothing was sent', () => {
		const unsaved = new InputError('Nothing was sent: n8n could not save a record.', 'Try again.');
		expect(
			errorWith(2, [
				[0, unsaved],
				[1, unsaved],
			]).message,
		).toBe('Nothing was sent: n8n could not save a record.');
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
