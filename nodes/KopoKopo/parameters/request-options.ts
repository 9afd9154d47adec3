import type { IHttpRequestOptions } from 'n8n-workflow';

import { parseUrl } from '../api/environments';
import { throwInputError } from '../api/input-error';
import { defaultTimeout, type SendOptions } from '../api/send';
import { attempt } from '../lib/attempt';
import { isRecord } from '../payloads/values';
import { flag, numberFrom, textOf, wholeNumber } from './checks';
import {
	field,
	propertyOf,
	writtenAt,
	type Check,
	type CollectionField,
	type ValueCheck,
	type ValueField,
	type Values,
} from './field';
import { enteredIn, readValues } from './read';

export interface Batching {
	/** Requests that start together; undefined for no limit. */
	size?: number;
	/** Milliseconds between batches. */
	interval: number;
}

/** As in n8n's HTTP Request node: -1 for no batches, 0 for one item each. */
const batchSize: ValueCheck<number | undefined> = (value) => {
	const size = wholeNumber(value);
	return size < 0 ? undefined : Math.max(size, 1);
};

const batchFields: readonly ValueField[] = [
	field({
		displayName: 'Items per Batch',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: -1 },
		default: 20,
		whenMissing: 'refuseExpression',
		description:
			'Input will be split in batches to throttle requests. -1 for disabled. 0 will be treated as 1.',
		check: batchSize,
	}),
	field({
		displayName: 'Batch Interval (Ms)',
		name: 'batchInterval',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		whenMissing: 'refuseExpression',
		description: 'Time (in milliseconds) between each batch of requests. 0 for disabled.',
		check: numberFrom(0, 3_600_000, 'milliseconds'),
	}),
];

const batching: Check = (value, entered): Batching => {
	const batch = isRecord(value) ? (value.batch ?? {}) : value;
	if (!isRecord(batch)) {
		throwInputError(
			'{field} cannot be read',
			'Enter the items per batch and the interval one by one.',
		);
	}
	const values = readValues(batchFields, enteredIn(batch), {
		...entered,
		written: writtenAt(entered.written, 'batch'),
	});
	return { size: values.batchSize as number | undefined, interval: Number(values.batchInterval) };
};

const timeout: ValueCheck<number | undefined> = (value) => {
	const written = value ?? '';
	if (written === '' || written === 0) return undefined;
	const milliseconds = Number(textOf(written) || NaN);
	return milliseconds >= 1
		? milliseconds
		: throwInputError('{field} is not a number of milliseconds', 'Enter a number such as 30000.');
};

/** The address may contain a password, so no message quotes it. */
const proxy: ValueCheck = (value): IHttpRequestOptions['proxy'] => {
	const address = textOf(value);
	if (address === '') return undefined;
	const unusable = () =>
		throwInputError('{field} is not a URL', 'Write it as http://myproxy:3128.');
	const { protocol, hostname, port, username, password } = parseUrl(address) ?? unusable();
	const decoded = attempt(() => [username, password].map(decodeURIComponent) as [string, string]);
	const [name, secret] = 'value' in decoded ? decoded.value : unusable();
	return {
		protocol: protocol.replace(':', ''),
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		...(name && { auth: { username: name, password: secret } }),
	};
};

/** n8n adds its Request Options to declarative nodes only. */
export const requestOptionsField: CollectionField = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add option',
	default: { timeout: defaultTimeout },
	options: [
		field({
			displayName: 'Batching',
			name: 'batching',
			placeholder: 'Add Batching',
			whenMissing: 'refuseExpression',
			type: 'fixedCollection',
			typeOptions: { multipleValues: false },
			default: { batch: {} },
			options: [{ displayName: 'Batching', name: 'batch', values: batchFields.map(propertyOf) }],
			check: batching,
		}),
		field({
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
			check: flag,
		}),
		field({
			displayName: 'Proxy',
			name: 'proxy',
			placeholder: 'e.g. http://myproxy:3128',
			whenMissing: 'refuseExpression',
			description:
				'HTTP proxy to use. With authentication, write it as http://username:password@myproxy:3128.',
			check: proxy,
		}),
		field({
			displayName: 'Timeout (Ms)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: defaultTimeout,
			description:
				'Time (in milliseconds) to wait for the response of Kopo Kopo before aborting the request',
			check: timeout,
		}),
	],
};

export function sendOptionsOf(values: Values): SendOptions {
	const { timeout: milliseconds, proxy: server, allowUnauthorizedCerts } = values;
	return {
		...(milliseconds !== undefined && { timeout: milliseconds as number }),
		...(server !== undefined && { proxy: server as SendOptions['proxy'] }),
		...(allowUnauthorizedCerts === true && { skipSslCertificateValidation: true }),
	};
}

export const batchingOf = ({ batching: entered }: Values): Batching =>
	(entered as Batching | undefined) ?? { interval: 0 };
