import fc from 'fast-check';

import { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { readFailure, RequestFailure } from '../../../nodes/KopoKopo/api/request-failure.ts';

const httpError = (status: number, data?: unknown) => ({ response: { status, data } });

it.each([
	[httpError(300), 'unknown', /base URL/],
	[httpError(302), 'unknown', /base URL/],
	[httpError(399), 'unknown', /base URL/],
	[httpError(400, { error_message: 'No' }), 'rejected', /Correct the value/],
	[httpError(401), 'rejected', /client secret/],
	[httpError(403), 'rejected', /permission/],
	[httpError(404), 'rejected', /ID or URL/],
	[httpError(408), 'unknown', /later/],
	[httpError(409), 'unknown', /already exists/],
	[httpError(410), 'rejected', /Check the values/],
	[httpError(422), 'rejected', /Check the values/],
	[httpError(429), 'rejected', /Batching/],
	[httpError(500, '<html>'), 'unknown', /later/],
	[httpError(503), 'unknown', /later/],
	[{ code: 'ECONNREFUSED' }, 'notSent', /Check the network/],
	[{ code: 'ENOTFOUND' }, 'notSent', /Check the network/],
	[{ code: 'CERT_HAS_EXPIRED' }, 'notSent', /Check the network/],
	[{ code: 'ETIMEDOUT', syscall: 'connect' }, 'notSent', /Check the network/],
	[{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'notSent', /Check the network/],
	[{ code: 'EHOSTUNREACH', syscall: 'read' }, 'unknown', /later/],
	[{ code: 'ETIMEDOUT', syscall: 'read' }, 'unknown', /later/],
	[{ code: 'ECONNRESET' }, 'unknown', /later/],
	[{ code: 'ECONNABORTED' }, 'unknown', /later/],
	[{ code: 'EPIPE' }, 'unknown', /later/],
	[{ message: 'something new' }, 'unknown', /later/],
	['a string', 'unknown', /later/],
])('reads %j as %s', (cause, outcome, advice) => {
	const failure = readFailure({ cause });

	expect(failure.outcome).toBe(outcome);
	expect(failure.advice).toMatch(advice);
});

it.each([
	[{ httpCode: 'ECONNREFUSED', messages: ['connect ECONNREFUSED 127.0.0.1:1'] }, 'notSent'],
	[{ httpCode: 'ETIMEDOUT', messages: ['connect ETIMEDOUT 10.0.0.1:443'] }, 'notSent'],
	[{ httpCode: 'ETIMEDOUT', messages: ['read ETIMEDOUT'] }, 'unknown'],
	[{ httpCode: 'ECONNABORTED', messages: ['timeout of 30000ms exceeded'] }, 'unknown'],
	[{ httpCode: 'ECONNRESET', messages: ['socket hang up'] }, 'unknown'],
	[{ httpCode: '503', messages: ['503 - no'] }, 'unknown'],
	[{ httpCode: '422', messages: ['422 - no'] }, 'rejected'],
	[{ httpCode: 'NOT_SENT', message: 'Kopo Kopo did not issue an access token' }, 'notSent'],
])('reads %j, an error that n8n 1 wraps without its cause, as %s', (wrapped, outcome) => {
	expect(readFailure(wrapped).outcome).toBe(outcome);
});

it.each([undefined, '', '<html>Forbidden</html>'])(
	'lists the likely causes of a 403 with the body %j',
	(body) => {
		const { advice } = readFailure({ cause: httpError(403, body) });
		for (const cause of ['permission', 'not enabled', 'IP address', 'User-Agent']) {
			expect(advice).toContain(cause);
		}
	},
);

it('reads the input error, not the words of the n8n error around it', () => {
	const cause = new InputError('It was not sent.', 'Look.');
	const wrapped = { httpCode: 'NOT_SENT', message: 'You can retry the request immediately', cause };
	expect(readFailure(wrapped)).toEqual({
		outcome: 'notSent',
		message: 'It was not sent.',
		advice: 'Look.',
	});
});

it('reads an n8n error without its cause', () => {
	const error = { httpCode: '400', context: { data: { error_message: 'Till number is invalid' } } };
	expect(readFailure(error)).toMatchObject({
		outcome: 'rejected',
		message: 'Kopo Kopo rejected the request (400): Till number is invalid.',
	});
});

it('returns the failure that a RequestFailure was created with', () => {
	const failure = { outcome: 'accepted' as const, message: 'It was accepted.', advice: 'Look.' };
	expect(readFailure(new RequestFailure(failure))).toBe(failure);
});

it('reports a mistake in the program, with an unknown outcome', () => {
	const cause = new TypeError('x is not a function');
	expect(readFailure({ cause })).toEqual({
		outcome: 'unknown',
		message: 'This node failed unexpectedly: x is not a function.',
		advice: 'Please report this error on GitHub.',
	});
});

it('reads an error whose causes form a circle', () => {
	const error: { cause?: unknown } = {};
	error.cause = { cause: error };
	expect(readFailure(error).outcome).toBe('unknown');
});

it('reads any value as a failure', () => {
	fc.assert(
		fc.property(fc.anything(), fc.integer(), (body, status) => {
			const { outcome, message } = readFailure({ cause: { response: { status, data: body } } });
			expect(['notSent', 'rejected', 'accepted', 'unknown']).toContain(outcome);
			expect(message).toMatch(/^(?:Kopo Kopo|n8n|This node) .*[.!?]$/s);
			expect(readFailure(body).outcome).toBeTruthy();
		}),
	);
});

it.each([
	['ERR_CANCELED', 'The execution was cancelled before Kopo Kopo responded.'],
	['ETIMEDOUT', 'Kopo Kopo did not respond in time.'],
	['EPIPE', 'Kopo Kopo closed the connection before it responded.'],
])('says why there was no response (%s)', (code, message) => {
	expect(readFailure({ cause: { code } })).toMatchObject({ outcome: 'unknown', message });
});

it('names the host that n8n could not reach', () => {
	const unreachable = { cause: { code: 'ECONNREFUSED' } };
	expect(readFailure(unreachable, { host: 'api.kopokopo.com' })).toEqual({
		outcome: 'notSent',
		message: 'n8n could not reach Kopo Kopo (api.kopokopo.com): the connection was refused.',
		advice: 'Check the network and the environment in the credential, then try again.',
	});
	expect(readFailure(unreachable).message).toBe(
		'n8n could not reach Kopo Kopo: the connection was refused.',
	);
});

it.each([
	[300, 'Kopo Kopo redirected the request, and this node never follows redirects (300): Why.'],
	[401, 'Kopo Kopo rejected the request (401): Why.'],
	[408, 'Kopo Kopo did not finish the request in time (408): Why.'],
	[
		409,
		'Kopo Kopo has a request that conflicts with this one, maybe an earlier attempt (409): Why.',
	],
	[429, 'Kopo Kopo rejected the request because there were too many at once (429): Why.'],
	[503, 'Kopo Kopo could not handle the request (503): Why.'],
])('says in one sentence what a %i means', (status, message) => {
	expect(readFailure(httpError(status, { error_message: 'Why' })).message).toBe(message);
	expect(readFailure(httpError(status)).message).toBe(message.replace(': Why', ''));
});
