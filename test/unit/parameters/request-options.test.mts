import {
	batchingOf,
	requestOptionsField,
	sendOptionsOf,
} from '../../../nodes/KopoKopo/parameters/request-options.ts';
import { read } from '../../support/unit/entered.mts';

const values = (requestOptions: unknown) => read([requestOptionsField], { requestOptions });

describe('options of a request', () => {
	it('uses a timeout of 30 seconds by default', () => {
		expect(sendOptionsOf(read([requestOptionsField], {}))).toEqual({ timeout: 30_000 });
	});

	it('sets no timeout if the user removed it', () => {
		expect(sendOptionsOf(values({}))).toEqual({});
	});

	it.each<[string, unknown, object]>([
		['timeout', 5000, { timeout: 5000 }],
		['timeout', '5000', { timeout: 5000 }],
		['timeout', 0, {}],
		['timeout', '', { timeout: 30_000 }],
		['allowUnauthorizedCerts', true, { skipSslCertificateValidation: true }],
		['allowUnauthorizedCerts', false, {}],
		['proxy', '', {}],
		['proxy', 'http://proxy:3128', { proxy: { protocol: 'http', host: 'proxy', port: 3128 } }],
		['proxy', 'http://proxy', { proxy: { protocol: 'http', host: 'proxy', port: 80 } }],
		['proxy', 'https://proxy', { proxy: { protocol: 'https', host: 'proxy', port: 443 } }],
		[
			'proxy',
			'http://j%40ne:p%3Ass@proxy:1',
			{
				proxy: {
					protocol: 'http',
					host: 'proxy',
					port: 1,
					auth: { username: 'j@ne', password: 'p:ss' },
				},
			},
		],
	])('turns %s %j into %j', (name, value, meant) => {
		expect(sendOptionsOf(values({ [name]: value }))).toEqual(meant);
	});

	it.each<[string, unknown, RegExp]>([
		['timeout', -1, /^Timeout \(Ms\) is not a number of milliseconds\.$/],
		['timeout', 0.5, /^Timeout \(Ms\) is not/],
		['timeout', 'soon', /^Timeout \(Ms\) is not/],
		['timeout', {}, /^Timeout \(Ms\) is not/],
		['allowUnauthorizedCerts', 'yes', /^Ignore SSL Issues \(Insecure\) is neither true nor false/],
		['proxy', 'proxy:3128', /^Proxy is not a URL\.$/],
		['proxy', 'ftp://proxy', /^Proxy is not a URL\.$/],
		['proxy', 'http://jane:secret@', /^Proxy is not a URL\.$/],
	])('rejects %s %j', (name, value, message) => {
		expect(() => values({ [name]: value })).toThrow(message);
	});
});

describe('batches', () => {
	const batch = (given: object) => batchingOf(values({ batching: { batch: given } }));

	it('uses no batches if Batching was not added', () => {
		expect(batchingOf(values({}))).toEqual({ interval: 0 });
	});

	it('uses batches of 20 items, 5 ms apart, if Batching has no values', () => {
		expect(batch({})).toEqual({ size: 20, interval: 5 });
		expect(batchingOf(values({ batching: {} }))).toEqual({ size: 20, interval: 5 });
	});

	it.each([
		[
			{ batchSize: 7, batchInterval: 1000 },
			{ size: 7, interval: 1000 },
		],
		[
			{ batchSize: '7', batchInterval: '0' },
			{ size: 7, interval: 0 },
		],
		[
			{ batchSize: 0, batchInterval: 0 },
			{ size: 1, interval: 0 },
		],
		[
			{ batchSize: -1, batchInterval: 1 },
			{ size: undefined, interval: 1 },
		],
	])('reads the batches %j as %j', (given, meant) => {
		expect(batch(given)).toEqual(meant);
	});

	it.each([
		[{ batchSize: 1.5 }, /^Items per Batch is not a whole number\.$/],
		[{ batchSize: 'all' }, /^Items per Batch is not/],
		[{ batchInterval: -1 }, /^Batch Interval \(Ms\) is not a number from 0 to 3600000/],
		[{ batchInterval: 3_600_001 }, /^Batch Interval \(Ms\) is not/],
	])('rejects the batches %j', (given, message) => {
		expect(() => batch(given)).toThrow(message);
	});
});
