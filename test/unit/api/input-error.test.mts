import { InputError, throwInputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { readFailure } from '../../../nodes/KopoKopo/api/request-failure.ts';
import { thrownBy } from '../../support/unit/thrown.mts';

const refusal = new InputError('No token.', 'Look.');
const { message, description, httpCode } = refusal;

it.each([
	['as it was thrown', refusal],
	['as the cause of an error of n8n', { cause: refusal }],
	['of which n8n 1 keeps nothing else', { message, description, httpCode }],
])('keeps the words of an input error %s', (_name, error) => {
	expect(readFailure(error)).toEqual({
		outcome: 'notSent',
		message: 'No token.',
		advice: 'Look.',
	});
});

it('throws an input error with its advice', () => {
	const refused = thrownBy(() => throwInputError('is empty', 'Enter a value.'));
	expect(refused).toBeInstanceOf(InputError);
	expect(refused).toMatchObject({ message: 'is empty', advice: 'Enter a value.' });
});

it('lists all problems of an item, and each advice once', () => {
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
