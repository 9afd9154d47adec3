import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { operationOf } from '../../../../nodes/KopoKopo/operations/index.ts';
import { settingsOf } from '../../../../nodes/KopoKopo/parameters/settings.ts';
import { paymentOf, type PreparedRequest } from '../../../../nodes/KopoKopo/run/money/payment.ts';
import { createCases } from '../../../support/engine/operations.mts';
import { node } from '../../../support/unit/node.mts';

const application = { environment: 'custom', baseUrl: 'http://127.0.0.1:1', clientId: 'app' };

const prepared = (json: IDataObject, credentials: IDataObject = application): PreparedRequest => ({
	item: {
		index: 0,
		values: {},
		settings: settingsOf({}),
		credentials: credentials as ICredentialDataDecryptedObject,
		options: {},
	},
	request: { method: 'POST', path: '/', json },
});

const paymentIn = (json: IDataObject, operation = 'pay.sendPayment') =>
	paymentOf(prepared(json), operation);

/** Keys of a body that may change between tries of the same payment. */
const describing = new Set([
	'_links',
	'account_name',
	'category',
	'description',
	'email',
	'favourite',
	'first_name',
	'last_name',
	'metadata',
	'middle_name',
	'nickname',
	'payment_channel',
	'reason',
	'tags',
]);

const amounts = new Set(['amount', 'value', 'currency']);

/** Paths of all values in a body. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]));
}

function changedAt(body: object, path: readonly string[], remove = false): IDataObject {
	const copy = structuredClone(body) as IDataObject;
	const parent = path.slice(0, -1).reduce((at, key) => at[key] as IDataObject, copy);
	const key = path.at(-1)!;
	if (remove) Reflect.deleteProperty(parent, key);
	else parent[key] = `${String(parent[key])}1`;
	return copy;
}

/** Each value of each body that moves money. */
const values = Object.entries(createCases)
	.filter(([name]) => {
		const [resource = '', value = ''] = name.split(' ')[0]!.split('.');
		const { call } = operationOf({ ...node, parameters: { resource, operation: value } });
		return call.movesMoney;
	})
	.flatMap(([name, { body, versions }]) => {
		const sent = (versions[0]! in body ? body[versions[0] as never] : body) as object;
		return pathsIn(sent).map((path) => ({ name, path: path.join('.'), sent }));
	});

it('tests every body that moves money', () => {
	const operations = new Set(values.map(({ name }) => name.split(' ')[0]));
	expect([...operations].sort()).toEqual([
		'pay.sendPayment',
		'reversal.initiate',
		'sendMoney.send',
		'stkPush.requestPayment',
		'transfer.settleFunds',
	]);
});

it.each(values)(
	'tells payments of $name apart by $path only if that identifies them',
	({ path, sent }) => {
		const keys = path.split('.');
		const isDescribing = keys.some((key) => describing.has(key));
		const isAmount = keys.some((key) => amounts.has(key));
		const before = paymentIn(sent as IDataObject);
		for (const remove of [false, true]) {
			const after = paymentIn(changedAt(sent, keys, remove));
			expect(after.whole === before.whole).toBe(isDescribing);
			expect(after.recipient === before.recipient).toBe(isDescribing || isAmount);
		}
	},
);

describe('a payment', () => {
	const json = { destination_reference: 'r', amount: { value: 1, currency: 'KES' } };

	it.each<[string, IDataObject, boolean]>([
		['depends on the host', { baseUrl: 'http://127.0.0.1:2' }, false],
		['depends on the environment', { environment: 'sandbox' }, false],
		['depends on the application', { clientId: 'other' }, false],
		[
			'does not depend on a secret',
			{ clientSecret: 'other', apiKey: 'other', accessToken: 'other' },
			true,
		],
	])('%s', (_name, more, isSame) => {
		const other = paymentOf(prepared(json, { ...application, ...more }), 'pay.sendPayment');
		const payment = paymentIn(json);
		expect(other.whole === payment.whole).toBe(isSame);
		expect(other.recipient === payment.recipient).toBe(isSame);
	});

	it('depends on the operation, too', () => {
		expect(paymentIn(json, 'sendMoney.send').whole).not.toBe(paymentIn(json).whole);
	});
});

describe('a payment to several destinations', () => {
	const to = (...destinations: Array<[string, number]>) =>
		paymentIn({
			destinations: destinations.map(([phone_number, amount]) => ({
				type: 'mobile_wallet',
				phone_number,
				amount,
				description: 'Salary',
			})),
			currency: 'KES',
		});

	it('counts as another payment if a destination is added, removed, or has another amount', () => {
		const two = to(['1', 10], ['2', 20]);
		const others = [to(['1', 10]), to(['1', 10], ['2', 20], ['3', 30]), to(['1', 20], ['2', 10])];
		for (const other of others) expect(other.whole).not.toBe(two.whole);
		expect(to(['1', 20], ['2', 10]).recipient).toBe(two.recipient);
		expect(to(['1', 10], ['3', 20]).recipient).not.toBe(two.recipient);
	});

	it('differs from the sweep of the balance', () => {
		expect(paymentIn({ currency: 'KES' }).whole).not.toBe(to(['1', 10]).whole);
	});

	it('differs from another split of the same text', () => {
		expect(to(['11', 1]).whole).not.toBe(to(['1', 11]).whole);
	});
});
