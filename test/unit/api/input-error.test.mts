import { InputError, throwInputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { readFailure } from '../../../nodes/KopoKopo/api/request-failure.ts';
import { thrownBy } from '../../support/unit/thrown.mts';

const refusal = new InputError('No token.', 'Look.');
const { message, description, httpCode } = refusal;

it.each([
	['as it was thrown', refusal],
	['as the cause of an error of n8n', { cause: refusal }],
	['though n8n 1 keeps nothing else of it', { message, description, httpCode }],
])('what was not sent is told in its own words, %s', (_name, error) => {
	expect(readFailure(error)).toEqual({
		outcome: 'notSent',
		message: 'No token.',
		advice: 'Look.',
	});
});

it('to refuse is to throw one, with its advice', () => {
	const refused = thrownBy(() => throwInputError('is empty', 'Enter a value.'));
	expect(refused).toBeInstanceOf(InputError);
	expect(refused).toMatchObject({ message: 'is empty', advice: 'Enter a value.' });
});

it('holds all problems of an item, and each advice once', () => {
	const problems = [
		{ message: 'A is empty.', advice: 'Enter a value.' },
		{ message: 'B is empty.', advice: 'Enter a value.' },
		{ message: 'C is 0.', advice: 'Enter an amount.' },
	];
	expect(InputError.of(problems)).toMatchObject({
		message: 'A is empty. B is empty. C is 0.',
		advice: 'Enter a value. Enter an amount.',
		problems,
	});
});
