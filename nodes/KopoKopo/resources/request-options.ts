import type { IHttpRequestOptions, INodeProperties, PreSendAction } from 'n8n-workflow';

import { parseUrl } from '../api/environments';
import { defaultTimeout } from '../api/names';
import { refuseParameter } from './body';
import { refuse } from './checks';

/** What every request has, whatever it asks. */
export const requestDefaults = {
	headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
};

/**
 * n8n's Request Options, declared here since n8n gives none to a declarative node that has a webhook
 * (n8n-core, `DirectoryLoader.applyDeclarativeNodeOptionParameters`), and for their defaults: a small
 * pause after every 20 items lets n8n answer everybody else while a node prepares thousands of requests.
 */
export const requestOptionsField: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add option',
	default: {
		batching: { batch: { batchSize: 20, batchInterval: 5 } },
		timeout: defaultTimeout,
	},
	options: [
		{
			displayName: 'Batching',
			name: 'batching',
			placeholder: 'Add Batching',
			type: 'fixedCollection',
			typeOptions: { multipleValues: false },
			default: { batch: {} },
			options: [
				{
					displayName: 'Batching',
					name: 'batch',
					values: [
						{
							displayName: 'Items per Batch',
							name: 'batchSize',
							type: 'number',
							typeOptions: { minValue: -1 },
							default: 20,
							description:
								'Input will be split in batches to throttle requests. -1 for disabled. 0 will be treated as 1.',
						},
						{
							displayName: 'Batch Interval (Ms)',
							name: 'batchInterval',
							type: 'number',
							typeOptions: { minValue: 0 },
							default: 5,
							description:
								'Time (in milliseconds) between each batch of requests. 0 for disabled: then n8n answers nothing else while it prepares many items.',
						},
					],
				},
			],
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
		},
		{
			displayName: 'Proxy',
			name: 'proxy',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://myproxy:3128',
			description:
				'HTTP proxy to use. If authentication is required it can be defined as http://username:password@myproxy:3128.',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: defaultTimeout,
			description:
				'Time in milliseconds to wait for the server to send response headers (and start the response body) before aborting the request',
		},
	],
};

interface RequestOptions {
	/** Milliseconds. */
	timeout?: number;
	/** Web address, with user and password where the proxy asks for them. */
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
}

function proxyAt(address: string): NonNullable<IHttpRequestOptions['proxy']> {
	const { protocol, hostname, port, username, password } =
		parseUrl(address) ??
		refuse(`is not a web address: ${address}`, 'Write it as http://myproxy:3128.');
	return {
		protocol: protocol.replace(':', ''),
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		...(username && {
			auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
		}),
	};
}

/**
 * Puts the Request Options on a request. n8n does the same for a routing, but waits five minutes where
 * the user set no time-out.
 */
export const applyRequestOptions: PreSendAction = async function (request) {
	const options = this.getNodeParameter('requestOptions', {}) as RequestOptions;
	const { timeout, proxy, allowUnauthorizedCerts } = options;
	try {
		return {
			...request,
			timeout: timeout || defaultTimeout,
			...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
			...(proxy && { proxy: proxyAt(proxy) }),
		};
	} catch (error) {
		throw refuseParameter(this, 'Proxy ', error);
	}
};
