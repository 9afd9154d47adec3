import { NodeApiError } from 'n8n-workflow';

import {
	apiError,
	mayHaveMovedMoney,
	problemOf,
	toNodeError,
} from '../../../nodes/KopoKopo/api/node-error.ts';
import {
	readFailure,
	type Failure,
	type Outcome,
} from '../../../nodes/KopoKopo/api/request-failure.ts';
import { node } from '../../support/unit/node.mts';

const rejected: Failure = { outcome: 'rejected', message: 'It was rejected.', advice: 'Look.' };

const lost = readFailure({ cause: { code: 'ECONNRESET' } });

describe('the problem of a failure', () => {
	it.each(['in', 'out'] as const)('says that a payment may be on its way (%s)', (direction) => {
		const { message, advice } = problemOf(lost, direction);
		expect(message).toBe(
			'Kopo Kopo closed the connection before it responded. Kopo Kopo may have accepted it anyway.',
		);
		expect(advice).toMatch(
			/look for the payment in the Kopo Kopo dashboard,? before you send it again/i,
		);
		expect(advice).not.toMatch(/retry|try again/i);
	});

	it('says that a customer could be asked twice, and that money could be sent twice', () => {
		expect(problemOf(lost, 'in').advice).toMatch(/: the customer may be asked twice\.$/);
		expect(problemOf(lost, 'out').advice).toMatch(/: the money could be sent twice\.$/);
	});

	it('returns only the message and the advice if no money moves', () => {
		expect(problemOf(lost, false)).toEqual({
			message: 'Kopo Kopo closed the connection before it responded.',
			advice: 'Try again later.',
		});
	});

	it('keeps the advice of a failure that says where to look', () => {
		const failure: Failure = {
			outcome: 'unknown',
			message: 'It is open.',
			advice: '',
			lookUp: 'Look here.',
		};
		expect(problemOf(failure, 'out').advice).toBe('Look here.');
		expect(problemOf(failure, false)).toEqual({ message: 'It is open.', advice: '' });
	});
});

/** What n8n's editor shows below "From Kopo Kopo", which it shows for these only (n8n 2.41, NodeErrorView). */
const fromKopoKopo = ({ httpCode, messages, context }: NodeApiError) =>
	[httpCode, ...messages, context.data].filter(Boolean);

describe('the error of a request', () => {
	it('sets the texts, the item and the outcome', () => {
		const error = apiError(node, rejected, { message: 'Wrong.', description: 'Look.' }, 2);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Wrong.',
			description: 'Look.',
			context: { itemIndex: 2, outcome: 'rejected' },
		});
	});

	it('sets no description without one', () => {
		expect(apiError(node, rejected, { message: 'Wrong.' }).description).toBeUndefined();
	});

	it('keeps its text if that contains a code for which n8n has its own text', () => {
		for (const code of ['ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND']) {
			const failure = readFailure({ response: { status: 502, data: { message: code } } });
			expect(toNodeError(node, failure).message).toBe(
				`Kopo Kopo could not handle the request (502): ${code}. Try again later.`,
			);
		}
	});

	it('shows only the status below "From Kopo Kopo", so that the editor shows no text twice', () => {
		const answered = readFailure({
			response: { status: 422, data: { error_message: 'No such till' } },
		});
		expect(fromKopoKopo(toNodeError(node, answered))).toEqual(['422']);
		for (const failure of [rejected, lost]) {
			expect(fromKopoKopo(toNodeError(node, failure))).toEqual([]);
		}
	});
});

describe('the error of a trigger', () => {
	it('puts all of its text in the message, since a failed activation shows only that', () => {
		expect(toNodeError(node, rejected)).toMatchObject({
			message: 'It was rejected. Look.',
			description: undefined,
		});
		expect(toNodeError(node, rejected, 'Nothing is lost.').message).toBe(
			'It was rejected. Look. Nothing is lost.',
		);
	});
});

it.each<[Outcome, 'in' | 'out' | false, boolean]>([
	['unknown', 'in', true],
	['unknown', 'out', true],
	['accepted', 'out', true],
	['rejected', 'out', false],
	['notSent', 'out', false],
	['unknown', false, false],
	['accepted', false, false],
])(
	'knows whether a request with the outcome %s may have moved money (%s): %s',
	(outcome, movesMoney, may) => {
		expect(mayHaveMovedMoney({ outcome, message: 'x.', advice: 'x.' }, movesMoney)).toBe(may);
	},
);
