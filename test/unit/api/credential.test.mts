import fc from 'fast-check';

import { credentialText } from '../../../nodes/KopoKopo/api/credential.ts';
import { trimInvisible } from '../../../nodes/KopoKopo/payloads/invisible.ts';

const invisible = [
	' ',
	'\t',
	'\r\n',
	'\u00a0',
	'\u00ad',
	'\u061c',
	'\u200b',
	'\u200e',
	'\u2028',
	'\u202a',
	'\u202e',
	'\u202f',
	'\u2060',
	'\u2066',
	'\u2069',
	'\ufe0f',
	'\ufeff',
];

const around = fc.array(fc.constantFrom(...invisible)).map((list) => list.join(''));

it('ignores invisible characters around a text', () => {
	fc.assert(
		fc.property(
			around,
			around,
			fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/),
			(before, after, text) => {
				expect(trimInvisible(`${before}${text}${after}`)).toBe(text);
			},
		),
	);
});

it.each([
	[undefined, ''],
	[null, ''],
	[{}, ''],
	[12, '12'],
])('reads %j as the text %j', (value, text) => {
	expect(credentialText({ apiKey: value as never }, 'apiKey')).toBe(text);
});
