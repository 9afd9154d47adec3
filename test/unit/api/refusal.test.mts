import { readFailure } from '../../../nodes/KopoKopo/api/failure.ts';
import { Refusal, refuse } from '../../../nodes/KopoKopo/api/refusal.ts';

const refusal = new Refusal('No token', 'Look');
const { message, description, httpCode } = refusal;

test.each([
	['as it was thrown', refusal],
	['as the cause of an error of n8n', { cause: refusal }],
	['though n8n 1 keeps nothing else of it', { message, description, httpCode }],
])('what was not sent is told in its own words, %s', (_name, error) => {
	expect(readFailure(error)).toEqual({ fate: 'notSent', what: 'No token', advice: 'Look' });
});

test('to refuse is to throw one', () => {
	expect(() => refuse('is empty', 'Enter a value.')).toThrow(
		new Refusal('is empty', 'Enter a value.'),
	);
	expect(() => refuse('is empty', 'Enter a value.')).toThrow(Refusal);
});
