import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
} from 'n8n-workflow';

import type { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import type { ApiRequest } from '../../../nodes/KopoKopo/api/send.ts';
import { operationOf } from '../../../nodes/KopoKopo/operations/index.ts';
import { enteredIn, readValues } from '../../../nodes/KopoKopo/parameters/read.ts';
import { settingsOf } from '../../../nodes/KopoKopo/parameters/settings.ts';
import { isOwnCall } from '../../../nodes/KopoKopo/run/call.ts';
import { node } from '../../support/unit/node.mts';

const unreachable = 'https://callback.invalid/';
const sandbox = { environment: 'sandbox' };
const simulator = { environment: 'custom', baseUrl: 'http://localhost:4010' };

/** The callback URL in a request for a payment, of an n8n at an address. */
function callbackOf(
	n8n: string,
	credentials: ICredentialDataDecryptedObject,
	more: object = {},
): unknown {
	const parameters = { resource: 'stkPush', operation: 'requestPayment' };
	const { fields, call } = operationOf({ ...node, parameters } as INode);
	if (isOwnCall(call)) throw new Error('The operation has no request of its own');
	const payment = { tillNumber: 'K123456', phoneNumber: '0712345678', amount: 100 };
	const written = { ...payment, ...more };
	const values = readValues(fields, enteredIn(written), {
		timezone: 'Africa/Nairobi',
		apiVersion: 'v1',
		written,
	});
	const context = {
		evaluateExpression: () => `${n8n}/webhook-waiting/7?signature=abc`,
	} as unknown as IExecuteFunctions;
	const item = { index: 0, values, settings: settingsOf(values), credentials, options: {} };
	const request = call.request(item, fields, context) as ApiRequest;
	return (request.json?._links as IDataObject).callback_url;
}

describe('without Wait for Result and without a Callback URL', () => {
	it.each([
		['https://n8n.example.com', 'https://n8n.example.com/webhook-waiting'],
		['https://example.com/n8n', 'https://example.com/n8n/webhook-waiting'],
	])('uses the resume URL of an n8n at %s, with another path', (n8n, base) => {
		expect(callbackOf(n8n, sandbox, { waitForResult: false })).toBe(
			`${base}/7/kopokopo-result?signature=abc`,
		);
	});

	it.each([
		'http://n8n.example.com',
		'http://localhost:5678',
		'https://localhost:5678',
		'http://127.0.0.1:5678',
		'https://127.9.9.9',
		'http://[::1]:5678',
		'http://192.168.1.5:5678',
		'n8n.example.com',
	])(
		'uses an address that receives nothing if n8n is at %s, which Kopo Kopo cannot call',
		(n8n) => {
			expect(callbackOf(n8n, sandbox, { waitForResult: false })).toBe(unreachable);
		},
	);

	it('uses an address that receives nothing if the address of n8n is not a URL, also if the API is on this machine', () => {
		expect(callbackOf('n8n.example.com', simulator, { waitForResult: false })).toBe(unreachable);
	});

	it.each(['http://localhost:5678', 'http://192.168.1.5:5678', 'https://n8n.example.com'])(
		'uses the resume URL of an n8n at %s if the API is on this machine',
		(n8n) => {
			expect(callbackOf(n8n, simulator, { waitForResult: false })).toBe(
				`${n8n}/webhook-waiting/7/kopokopo-result?signature=abc`,
			);
		},
	);
});

it.each([
	['by default', {}],
	['turned on', { waitForResult: true }],
	['with an empty Callback URL', { options: { callbackUrl: '' } }],
])('uses an address that receives nothing if Wait for Result is on: %s', (_name, more) => {
	for (const credentials of [sandbox, simulator]) {
		expect(callbackOf('https://n8n.example.com', credentials, more)).toBe(unreachable);
	}
});

describe('a Callback URL that was entered', () => {
	const entered = (
		url: string,
		credentials: ICredentialDataDecryptedObject,
		waitForResult: boolean,
	) =>
		callbackOf('https://n8n.example.com', credentials, {
			waitForResult,
			options: { callbackUrl: url },
		});

	it.each<[string, ICredentialDataDecryptedObject]>([
		['https://example.com/results?shop=1', sandbox],
		['https://example.com/results', simulator],
		['http://localhost:5678/webhook/1', simulator],
		['http://127.0.0.1:5678/webhook/1', simulator],
		['https://localhost/webhook/1', simulator],
	])('sends the entered URL as it is: %s', (url, credentials) => {
		for (const waits of [true, false]) expect(entered(url, credentials, waits)).toBe(url);
	});

	it.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		[
			'http://example.com/results',
			sandbox,
			/^Callback URL is not an HTTPS URL: http:\/\/example\.com\.$/,
		],
		['http://192.168.1.5/results', simulator, /^Callback URL is not an HTTPS URL/],
		['http://localhost:5678/x', sandbox, /^Callback URL cannot be reached by Kopo Kopo: localhost/],
		[
			'https://127.0.0.1/x',
			sandbox,
			/^Callback URL cannot be reached by Kopo Kopo: 127\.0\.0\.1\.$/,
		],
		['example.com/results', sandbox, /^Callback URL is not a URL\.$/],
	])('rejects the entered URL with advice: %s', (url, credentials, message) => {
		for (const waits of [true, false]) {
			expect(() => entered(url, credentials, waits)).toThrow(
				expect.objectContaining<Partial<InputError>>({
					message: expect.stringMatching(message) as string,
					advice: expect.stringMatching(/HTTPS/) as string,
				}),
			);
		}
	});
});
