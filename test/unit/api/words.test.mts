import fc from 'fast-check';

import { kopoKopoWords } from '../../../nodes/KopoKopo/api/words.ts';

test.each([
	[{ error_code: 400, error_message: 'Till number is invalid' }, 'Till number is invalid'],
	[{ error_message: ['first', 'second'] }, 'first; second'],
	[
		{ error: 'invalid_client', error_description: 'Client authentication failed' },
		'Client authentication failed',
	],
	[{ error: 'invalid_request' }, 'invalid_request'],
	['Service unavailable', 'Service unavailable'],
	['<html><body>Bad gateway</body></html>', undefined],
	['', undefined],
	[null, undefined],
	[undefined, undefined],
	[{}, undefined],
	[{ error_message: [] }, undefined],
	['x'.repeat(1000), 'x'.repeat(300)],
])('Kopo Kopo says in %j: %j', (body, words) => {
	expect(kopoKopoWords(body)).toBe(words);
});

test('words are read from anything', () => {
	fc.assert(
		fc.property(fc.anything(), (body) => {
			expect(typeof (kopoKopoWords(body) ?? '')).toBe('string');
		}),
	);
});
