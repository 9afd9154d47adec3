import { NodeApiError, type INode } from 'n8n-workflow';

import { readFailure } from '../../../nodes/KopoKopo/api/failure.ts';
import { explain } from '../../../nodes/KopoKopo/api/node-error.ts';
import { Refusal } from '../../../nodes/KopoKopo/api/refusal.ts';
import { kopoKopoWords } from '../../../nodes/KopoKopo/api/words.ts';

const node = {
	id: '1',
	name: 'Kopo Kopo',
	type: 'kopoKopo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
} as INode;

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

const httpError = (status: number, data?: unknown) => ({ response: { status, data } });

test.each([
	[httpError(302), 'refused', /redirect/],
	[httpError(400, { error_message: 'No' }), 'refused', /Correct the value/],
	[httpError(401), 'refused', /client secret/],
	[httpError(403), 'refused', /permission/],
	[httpError(404), 'refused', /Location or ID/],
	[httpError(408), 'unknown', /later/],
	[httpError(422), 'refused', /Correct the value/],
	[httpError(429), 'refused', /Batching/],
	[httpError(500, '<html>'), 'unknown', /later/],
	[httpError(503), 'unknown', /later/],
	[{ code: 'ECONNREFUSED' }, 'notSent', /Nothing was sent/],
	[{ code: 'ENOTFOUND' }, 'notSent', /Nothing was sent/],
	[{ code: 'CERT_HAS_EXPIRED' }, 'notSent', /Nothing was sent/],
	[{ code: 'ETIMEDOUT', syscall: 'connect' }, 'notSent', /Nothing was sent/],
	[{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'notSent', /Nothing was sent/],
	[{ code: 'EHOSTUNREACH', syscall: 'read' }, 'unknown', /later/],
	[{ code: 'ETIMEDOUT', syscall: 'read' }, 'unknown', /later/],
	[{ code: 'ECONNRESET' }, 'unknown', /later/],
	[{ code: 'ECONNABORTED' }, 'unknown', /later/],
	[{ code: 'EPIPE' }, 'unknown', /later/],
	[{ message: 'something new' }, 'unknown', /later/],
	['a string', 'unknown', /later/],
])('the fate of %j is %s', (cause, fate, advice) => {
	const failure = readFailure({ cause });

	expect(failure.fate).toBe(fate);
	expect(failure.advice).toMatch(advice);
});

test.each([
	[{ httpCode: 'ECONNREFUSED', messages: ['connect ECONNREFUSED 127.0.0.1:1'] }, 'notSent'],
	[{ httpCode: 'ETIMEDOUT', messages: ['connect ETIMEDOUT 10.0.0.1:443'] }, 'notSent'],
	[{ httpCode: 'ETIMEDOUT', messages: ['read ETIMEDOUT'] }, 'unknown'],
	[{ httpCode: 'ECONNABORTED', messages: ['timeout of 30000ms exceeded'] }, 'unknown'],
	[{ httpCode: 'ECONNRESET', messages: ['socket hang up'] }, 'unknown'],
	[{ httpCode: '503', messages: ['503 - no'] }, 'unknown'],
	[{ httpCode: '422', messages: ['422 - no'] }, 'refused'],
	[{ httpCode: 'NOT_SENT', message: 'Kopo Kopo gave no access token' }, 'notSent'],
])('the fate of %j, as n8n 1 wraps an error without its cause, is %s', (wrapped, fate) => {
	expect(readFailure(wrapped).fate).toBe(fate);
});

test('what was not sent is told in its own words, though n8n 1 keeps nothing else of it', () => {
	const { message, description, httpCode } = new Refusal('No token', 'Look');
	const failure = readFailure({ message, description, httpCode });
	expect(failure).toEqual({ fate: 'notSent', what: 'No token', advice: 'Look' });
});

test('an error of n8n without its cause is still read', () => {
	const error = { httpCode: '400', context: { data: { error_message: 'Till number is invalid' } } };
	expect(readFailure(error)).toMatchObject({
		fate: 'refused',
		what: 'refused the request: Till number is invalid (400)',
	});
});

test('an unknown fate is told as such only where money moves', () => {
	const failure = readFailure({ cause: { code: 'ECONNRESET' } });
	const money = explain(node, failure, { itemIndex: 2, movesMoney: true });
	expect(money).toBeInstanceOf(NodeApiError);
	expect(money.message).toBe(
		'Kopo Kopo broke off the connection before it had answered, but may have accepted it. Look for it in the Kopo Kopo dashboard before you send it again. [item 2]',
	);
	expect(money.description).toMatch(/move the money twice.*\(ECONNRESET\)/);
	expect(`${money.message} ${money.description}`).not.toMatch(/retry|try again/i);
	expect(money.context.fate).toBe('unknown');

	const harmless = explain(node, failure, { itemIndex: 2 });
	expect(harmless.message).not.toMatch(/accepted/);
	expect(harmless.description).toMatch(/Try again later/);
});

test('n8n does not put its own advice in place of the text', () => {
	for (const code of ['ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND']) {
		const { message } = explain(node, readFailure({ cause: { code } }), { movesMoney: true });
		expect(message).toMatch(/^Kopo Kopo /);
		expect(message).not.toMatch(/retry/i);
	}
});
