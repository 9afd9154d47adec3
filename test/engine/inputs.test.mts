/** What people and their expressions enter, from n8n's evaluation to the request. */
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf } from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import { credentialsFor, useSimulator } from '../support/engine/setup.mts';

const kopoKopo = useSimulator();

const run = async (name: string, parameters: Parameters, apiVersion = 'v2') => {
	const [resource, operation] = operationOf(name);
	return await runAction({
		credentials: credentialsFor(kopoKopo.simulator, { apiVersion }),
		parameters: {
			resource,
			operation,
			...createCases[name]?.parameters,
			...parameters,
		} as Parameters,
	});
};

/** The text of the last request's body, in which a key such as `__proto__` shows. */
const lastBody = () => String(kopoKopo.simulator.requests.at(-1)!.body);

const sent = async (name: string, parameters: Parameters, apiVersion?: string) => {
	const { error } = await run(name, parameters, apiVersion);
	expect(error).toBeUndefined();
	return JSON.parse(lastBody()) as Record<string, unknown>;
};

const metadata = (value: string, key = 'k') => ({
	options: { metadata: { pair: [{ key, value }] } },
});

it.each<[string, string, string]>([
	['a Date', "={{ new Date('2026-01-31T05:00:00Z') }}", '2026-01-31T05:00:00.000Z'],
	[
		'a Luxon value',
		"={{ DateTime.fromISO('2026-01-31T08:00:00', { zone: 'Africa/Nairobi' }) }}",
		'2026-01-31T08:00:00.000+03:00',
	],
	['a list', '={{ [1, "a"] }}', '[1,"a"]'],
])('sends %s in metadata as text without quotes around it', async (_what, value, text) => {
	const body = await sent('stkPush.requestPayment', metadata(value), 'v1');
	expect(body.metadata).toEqual({ k: text });
});

it.each(['__proto__', 'constructor'])('sends the metadata key %s', async (key) => {
	await sent('stkPush.requestPayment', metadata('x', key), 'v1');
	expect(lastBody()).toContain(`"metadata":{"${key}":"x"}`);
});

it.each(['=', '={{ "" }}', '={{ null }}', '={{ " " }}'])(
	'sends the default of an option that is %j',
	async (paymentChannel) => {
		const options = { paymentChannel, metadata: { pair: [] } };
		const body = await sent('stkPush.requestPayment', { options }, 'v1');
		expect(body.payment_channel).toBe('M-PESA STK Push');
	},
);

it.each([
	["={{ DateTime.fromISO('2026-01-31T08:00:00', { zone: 'UTC' }) }}", '2026-01-31T08:00:00+00:00'],
	["={{ new Date('2026-01-31T08:00:00Z') }}", '2026-01-31T08:00:00+00:00'],
	['2026-01-31 08:00:00.123456+00', '2026-01-31T08:00:00+00:00'],
])('polls from %s', async (fromTime, expected) => {
	const toTime = '2026-02-01T08:00:00Z';
	const body = await sent('polling.pollTransactions', { fromTime, toTime }, 'v1');
	expect(Date.parse(String(body.from_time))).toBe(Date.parse(expected));
});

const found = [
	'={{ undefined }}',
	'={{ null }}',
	'={{ "" }}',
	'={{ "  " }}',
	'={{ $json.missing }}',
];

describe.each(found)('an expression that is %s', (nothing) => {
	it.each<[string, string, Parameters, RegExp]>([
		[
			'the whole balance as the source of money',
			'sendMoney.send',
			{ options: { sourceIdentifier: nothing } },
			/^Source Till Number has no value/,
		],
		[
			"the credential's own token as the one to revoke",
			'token.revoke',
			{ token: nothing },
			/^Token has no value/,
		],
		[
			'all tills',
			'polling.pollTransactions',
			{ scope: nothing, scopeReference: '123456' },
			/^Scope is unknown: empty/,
		],
		[
			'a sweep',
			'sendMoney.send',
			{ sweep: nothing },
			/^Send Whole Balance to My Account is neither true nor false/,
		],
		[
			'a blind settlement',
			'transfer.settleFunds',
			{ settlementType: nothing },
			/^Settlement Type is unknown: empty/,
		],
		[
			'larger batches',
			'token.get',
			{ requestOptions: { batching: { batch: { batchSize: nothing, batchInterval: 5 } } } },
			/^Items per Batch has no value/,
		],
		[
			'requests without the proxy',
			'token.get',
			{ requestOptions: { proxy: nothing } },
			/^Proxy has no value/,
		],
	])('does not select %s', async (_what, name, parameters, message) => {
		const { error } = await run(name, parameters, name.startsWith('sendMoney') ? 'v2' : 'v1');
		expect(error?.message).toMatch(message);
		expect(kopoKopo.simulator.requests).toEqual([]);
	});
});

it('sends from the whole balance if the source till was left empty', async () => {
	const body = await sent('sendMoney.send', { options: { sourceIdentifier: '' } });
	expect(body).not.toHaveProperty('source_identifier');
	expect(body.destinations).toBeTruthy();
});
