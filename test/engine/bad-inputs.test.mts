import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf, statusCases } from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';

const kopoKopo = useSimulator();

const empty = '={{ "" }}';
const sixPairs = { pair: [...'abcdef'].map((key) => ({ key, value: 'x' })) };
const twice = {
	pair: [
		{ key: 'a', value: '1' },
		{ key: 'a', value: '2' },
	],
};

const destination = (...list: object[]) => ({ destinations: { destination: list } }) as Parameters;

/** Parameters that n8n requires if the recipient type is an expression. */
const everyRecipient = Object.assign(
	{},
	...['mobile_wallet', 'bank_account', 'till', 'paybill'].map(
		(kind) => createCases[`pay.addRecipient (${kind})`]!.parameters,
	),
) as Parameters;

/** The case whose parameters are used, what is wrong in them, and the beginning of the message. */
type BadInput = [string, string, Parameters, RegExp, ('v1' | 'v2')?];

const badInputs: BadInput[] = [
	['stkPush.requestPayment', 'an empty till', { tillNumber: empty }, /^Till Number is empty/],
	[
		'stkPush.requestPayment',
		'a foreign phone number',
		{ phoneNumber: '+1 555 0100' },
		/^Phone Number is not a Kenyan phone number: \+1 555 0100/,
	],
	['stkPush.requestPayment', 'no amount', { amount: 0 }, /^Amount is not a valid amount: 0/],
	['stkPush.requestPayment', 'three decimals', { amount: 1.005 }, /^Amount is not a valid amount/],
	['stkPush.requestPayment', 'dollars', { currency: '={{ "USD" }}' }, /^Currency is not KES: USD/],
	[
		'stkPush.requestPayment',
		'a callback that is not https',
		{ options: { callbackUrl: 'http://n8n.example.com/' } },
		/^Callback URL is not an HTTPS URL/,
	],
	[
		'stkPush.requestPayment',
		'a callback that is no URL',
		{ options: { callbackUrl: 'n8n.example.com' } },
		/^Callback URL is not a URL/,
	],
	[
		'stkPush.requestPayment',
		'a wrong email address',
		{ options: { email: 'jane' } },
		/^Email is not an email address: jane/,
	],
	[
		'stkPush.requestPayment',
		'six metadata pairs',
		{ options: { metadata: sixPairs } },
		/^Metadata has 6 pairs/,
	],
	[
		'stkPush.requestPayment',
		'a repeated key',
		{ options: { metadata: twice } },
		/^Metadata has the key "a" twice/,
	],
	[
		'stkPush.requestPayment',
		'an empty key',
		{ options: { metadata: { pair: [{ key: '', value: '1' }] } } },
		/^Metadata has a pair without a key/,
	],
	[
		'stkPush.requestPayment',
		'a masked phone number',
		{ phoneNumber: '0722***000' },
		/^Phone Number is masked: 0722\*\*\*000/,
	],
	[
		'stkPush.requestPayment',
		'an ambiguous amount',
		{ amount: '={{ "1.500,00" }}' },
		/^Amount is not a valid amount: 1\.500,00/,
	],
	[
		'stkPush.requestPayment',
		'a long number in metadata',
		{ options: { metadata: { pair: [{ key: 'a', value: '={{ 12345678901234567890 }}' }] } } },
		/^The value for "a" in Metadata is too long for a number/,
	],

	[
		'pay.addRecipient (mobile_wallet)',
		'an unknown type',
		{ ...everyRecipient, recipientType: '={{ "carrier_pigeon" }}' },
		/^Recipient Type is unknown: carrier_pigeon/,
	],
	[
		'pay.addRecipient (mobile_wallet)',
		'no first name',
		{ firstName: empty },
		/^First Name is empty/,
	],
	[
		'pay.addRecipient (mobile_wallet)',
		'a wrong phone number',
		{ phoneNumber: '12' },
		/^Phone Number is not a Kenyan/,
	],
	...['pay.addRecipient', 'externalRecipient.add'].map(
		(name): BadInput => [
			`${name} (mobile_wallet)`,
			'a masked phone number',
			{ phoneNumber: '0722XXXXXX' },
			/^Phone Number is masked: 0722XXXXXX/,
		],
	),
	[
		'transfer.addWallet',
		'a masked phone number',
		{ phoneNumber: '2547 ***** 126' },
		/^Phone Number is masked: 2547 \*{5} 126/,
	],
	[
		'pay.addRecipient (bank_account)',
		'no branch',
		{ bankBranchRef: empty },
		/^Bank Branch Reference is empty/,
	],
	[
		'pay.addRecipient (bank_account)',
		'an unknown method',
		{ settlementMethod: '={{ "SWIFT" }}' },
		/^Settlement Method is unknown: SWIFT/,
	],
	[
		'pay.addRecipient (till)',
		'an invalid till',
		{ tillNumber: 'abc' },
		/^Till Number is not a till number: ABC/,
	],
	[
		'pay.addRecipient (paybill)',
		'no account',
		{ paybillAccountNumber: empty },
		/^Paybill Account Number is empty/,
	],
	['externalRecipient.add (till)', 'no name', { tillName: empty }, /^Till Name is empty/],
	[
		'externalRecipient.add (mobile_wallet)',
		'a wrong email address',
		{ options: { email: 'jane@' } },
		/^Email is not/,
	],

	[
		'pay.sendPayment',
		'no reference',
		{ destinationReference: empty },
		/^Destination Reference is empty/,
	],
	['pay.sendPayment', 'no description', { description: empty }, /^Description is empty/],
	['pay.sendPayment', 'a negative amount', { amount: -1 }, /^Amount is not a valid amount/],
	[
		'pay.sendPayment',
		'an unknown type',
		{ destinationType: '={{ "moon" }}' },
		/^Destination Type is unknown: moon/,
	],
	[
		'pay.sendPayment',
		'an unknown category',
		{ options: { category: '={{ "fun" }}' } },
		/^Category is unknown: fun/,
	],
	[
		'pay.sendPayment',
		'six metadata pairs',
		{ options: { metadata: sixPairs } },
		/^Metadata has 6 pairs/,
	],

	[
		'transfer.addBankAccount',
		'no account number',
		{ accountNumber: empty },
		/^Account Number is empty/,
	],
	[
		'transfer.addBankAccount',
		'a nickname in v1',
		{ options: { nickname: 'Main' } },
		/^Nickname needs API v2/,
	],
	[
		'transfer.addWallet',
		'a wrong phone number',
		{ phoneNumber: '0812345678' },
		/^Phone Number is not a Kenyan/,
	],
	[
		'transfer.addWallet',
		'a nickname in v1',
		{ options: { nickname: 'Mine' } },
		/^Nickname needs API v2/,
	],
	[
		'transfer.settleFunds',
		'a target without amount',
		{ amount: 0 },
		/^Amount is not a valid amount/,
	],
	[
		'transfer.settleFunds',
		'a target without reference',
		{ destinationReference: empty },
		/^Destination Reference is empty/,
	],
	[
		'transfer.settleFunds',
		'an unknown target',
		{ destinationType: '={{ "bank" }}' },
		/^Destination Type is unknown: bank/,
	],
	[
		'transfer.settleFunds (blind, an amount)',
		'a negative amount',
		{ amount: -5 },
		/^Amount is not a valid amount/,
	],
	[
		'transfer.settleFunds (blind, an amount)',
		'dollars',
		{ currency: '={{ "USD" }}' },
		/^Currency is not KES: USD/,
	],

	[
		'polling.pollTransactions',
		'an end before its beginning',
		{ toTime: '2026-03-01T00:00:00' },
		/^To Time is before From Time/,
	],
	[
		'polling.pollTransactions',
		'an invalid time',
		{ fromTime: 'yesterday' },
		/^From Time is not a date and time: yesterday/,
	],
	[
		'polling.pollTransactions',
		'a day that does not exist',
		{ fromTime: '2026-02-31T25:00:00' },
		/^From Time is not a date and time/,
	],
	[
		'polling.pollTransactions',
		'the 31st of February',
		{ fromTime: '2026-02-31' },
		/^From Time is not a date and time that exists: 2026-02-31/,
	],
	[
		'polling.pollTransactions',
		"a spreadsheet's date",
		{ fromTime: '={{ 46053.25 }}' },
		/^From Time is a number, not a date and time: 46053\.25, which may be a spreadsheet's serial date/,
	],
	[
		'polling.pollTransactions',
		'an unknown scope',
		{ scope: '={{ "planet" }}', scopeReference: '123456' },
		/^Scope is unknown: planet/,
	],
	[
		'polling.pollTransactions (till)',
		'no till',
		{ scopeReference: empty },
		/^Till Number is empty/,
	],

	[
		'sms.sendTransactionSms',
		'no event',
		{ webhookEventReference: empty },
		/^Webhook Event ID is empty/,
	],
	['sms.sendTransactionSms', 'no message', { message: empty }, /^Message is empty/],

	[
		'webhookSubscription.create',
		'an address that is not https',
		{ url: 'http://example.com' },
		/^URL is not an HTTPS URL/,
	],
	['webhookSubscription.create', 'no event type', { eventType: empty }, /^Event Type is empty/],
	[
		'webhookSubscription.create',
		'a till where a company is meant',
		{ eventType: 'customer_created', scope: 'till', scopeReference: '123456' },
		/^Scope cannot be Till for customer_created/,
	],
	[
		'webhookSubscription.create',
		'a till scope without a till',
		{ scope: 'till', scopeReference: empty },
		/^Till Number is empty/,
	],
	[
		'webhookSubscription.create',
		'Daraja in v1',
		{ options: { enableDarajaPayload: true } },
		/^Enable Daraja Payload needs API v2/,
		'v1',
	],
	[
		'webhookSubscription.create',
		'Daraja for an event without it',
		{ eventType: 'customer_created', options: { enableDarajaPayload: true } },
		/^Enable Daraja Payload cannot be on for customer_created/,
		'v2',
	],

	[
		'sendMoney.send',
		'an unknown type',
		destination({ type: 'moon', amount: 1 }),
		/^Type is unknown: moon/,
	],
	[
		'sendMoney.send',
		'a wrong phone number',
		destination({
			type: 'mobile_wallet',
			phoneNumber: '12',
			network: 'Safaricom',
			amount: 1,
			description: 'x',
		}),
		/^Phone Number is not a Kenyan phone number: 12/,
	],
	[
		'sendMoney.send',
		'a masked phone number behind a correct one',
		destination(
			...['0712345678', '0722***000'].map((phoneNumber) => ({
				type: 'mobile_wallet',
				phoneNumber,
				network: 'Safaricom',
				amount: 1,
				description: 'x',
			})),
		),
		/^Destination 2 of 2: Phone Number is masked: 0722\*\*\*000/,
	],
	[
		'sendMoney.send',
		'a second one without amount',
		destination(
			{ type: 'till', tillNumber: '123456', amount: 1, description: 'x' },
			{ type: 'till', tillNumber: '123456', description: 'x' },
		),
		/^Destination 2 of 2: Amount is not a valid amount/,
	],
	[
		'sendMoney.send',
		'one without description',
		destination({ type: 'till', tillNumber: '123456', amount: 1 }),
		/^Description is empty/,
	],
	[
		'sendMoney.send',
		'an own account without reference',
		destination({ type: 'merchant_wallet', reference: empty, amount: 1 }),
		/^Reference is empty/,
	],
	[
		'sendMoney.send',
		'a bank account without branch',
		destination({
			type: 'bank_account',
			accountName: 'J',
			accountNumber: '1',
			bankBranchRef: empty,
			amount: 1,
			description: 'x',
		}),
		/^Bank Branch Reference is empty/,
	],
	[
		'sendMoney.send',
		'a paybill without account',
		destination({
			type: 'paybill',
			paybillNumber: '1',
			paybillAccountNumber: empty,
			amount: 1,
			description: 'x',
		}),
		/^Paybill Account Number is empty/,
	],

	['paymentLink.create', 'no amount', { amount: 0 }, /^Amount is not a valid amount/],
	[
		'paymentLink.create',
		'an invalid till',
		{ tillNumber: '12' },
		/^Till Number is not a till number: 12/,
	],
	[
		'reversal.initiate',
		'no reference',
		{ transactionReference: empty },
		/^Transaction Reference is empty/,
	],
	['reversal.initiate', 'no reason', { reason: empty }, /^Reason is empty/],
	[
		'reversal.initiate',
		'six metadata pairs',
		{ options: { metadata: sixPairs } },
		/^Metadata has 6 pairs/,
	],
];

const badLocations: Array<[string, string, RegExp]> = [
	['an id with a slash', 'a/b', /^The ID or URL cannot be used: it is neither/],
	[
		'a foreign host',
		'https://evil.example/api/v1/payments/1',
		/^The ID or URL cannot be used: it points to https:\/\/evil\.example/,
	],
	['nothing', empty, /^The ID or URL cannot be used: it is empty/],
];

const lookUps = [...Object.keys(statusCases), 'paymentLink.cancel'].flatMap((name) =>
	badLocations.map(([what, location, message]): BadInput => [name, what, { location }, message]),
);

const parametersOf = (name: string): Parameters => createCases[name]?.parameters ?? {};

it.each([...badInputs, ...lookUps])(
	'%s: rejects %s before anything is sent',
	async (name, _what, wrong, message, apiVersion = 'v1') => {
		const { simulator } = kopoKopo;
		const [resource, operation] = operationOf(name);
		const { error, items } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion }),
			parameters: { resource, operation, ...parametersOf(name), ...wrong } as Parameters,
		});
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toContain('Item 1');
		expect(error?.description).toBeTruthy();
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(items).toEqual([]);
		expect(simulator.requests).toEqual([]);
	},
);

it.each(Object.keys(createCases))(
	'%s: sends the other items with On Error: Continue',
	async (name) => {
		const { simulator } = kopoKopo;
		const [resource, operation] = operationOf(name);
		const { collection, versions, parameters } = createCases[name]!;
		const answer = {
			status: 201,
			headers: { Location: `/api/v1/${collection}/some-id` },
			body: '',
		};
		simulator.answer({ method: 'POST', path: new RegExp(collection), times: 2, ...answer });
		// The second item has a parameter that cannot be used: each operation has at least one of these.
		const options = parameters.options as IDataObject | undefined;
		const onlySecondIs = (value: string, right: unknown) =>
			`={{ $itemIndex === 1 ? ${JSON.stringify(value)} : ${JSON.stringify(right)} }}`;
		const wrong = options?.callbackUrl
			? { options: { ...options, callbackUrl: onlySecondIs('no URL', options.callbackUrl) } }
			: Object.fromEntries(
					['url', 'accountNumber', 'phoneNumber', 'tillName', 'paybillName']
						.filter((key) => key in parameters)
						.slice(0, 1)
						.map((key) => [key, onlySecondIs('', parameters[key])]),
				);
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion: versions.at(-1) }),
			parameters: { resource, operation, ...parameters, ...wrong },
			items: [{}, {}, {}],
			settings: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[expect.objectContaining({ id: 'some-id' }), { item: 0 }],
			[{ error: expect.stringMatching(/^Item 2 of /) }, { item: 1 }],
			[expect.objectContaining({ id: 'some-id' }), { item: 2 }],
		]);
		expect(requestsTo(simulator, 'POST', '/api')).toHaveLength(2);
	},
);

it.each<[string, Parameters, RegExp]>([
	['a resource', { resource: 'stkpush' }, /^The resource "stkpush" has no operation "\w+"\.$/],
	[
		'an operation',
		{ operation: 'requestpayment' },
		/^The resource "stkPush" has no operation "requestpayment"\.$/,
	],
	[
		'an operation from an expression',
		{ operation: '={{ "requestPayment" }}' },
		/^The resource "stkPush" has no operation "\{\{ "requestPayment" \}\}"\.$/,
	],
])('rejects %s that does not exist', async (_name, wrong, message) => {
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, ...wrong },
	});
	expect(error?.message).toMatch(message);
	expect(error?.description).toMatch(/^Select both from the lists/);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('names all wrong parameters of all items, each advice once, and sends nothing', async () => {
	const { simulator } = kopoKopo;
	const { error } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			...requestPayment,
			phoneNumber: '={{ $json.phone }}',
			amount: '={{ $json.amount }}',
			options: { email: '={{ $json.email }}' },
		},
		items: [
			{ phone: '0712345678', amount: 100, email: '' },
			{ phone: '', amount: 0, email: 'jane' },
			{ phone: '', amount: 100, email: '' },
		],
	});
	expect(error?.message).toBe(
		'Item 2 of 3: Phone Number is empty. Amount is not a valid amount: 0. Email is not an email address: jane. Item 3 of 3: Phone Number is empty. Nothing was sent.',
	);
	expect(error?.description).toMatch(
		/^Write it as 0712 345 678, .* Enter a number greater than 0 .* Write it as name@example\.com\.$/,
	);
	expect(error?.description?.match(/0712 345 678/g)).toHaveLength(1);
	expect(simulator.requests).toEqual([]);
});

it('names wrong parameters and wrong request options together', async () => {
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: {
			...requestPayment,
			amount: 0,
			requestOptions: { timeout: '={{ "soon" }}' as never },
		},
	});
	expect(error?.message).toMatch(/^Amount is not a valid amount: 0\. Timeout \(Ms\) is not .*\.$/);
});
