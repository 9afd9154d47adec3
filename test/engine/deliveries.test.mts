import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import { topics } from '../simulator/topics.mts';
import type { CredentialStore } from '../support/engine/credential-store.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { credentialsFor, useSimulator } from '../support/engine/setup.mts';
import {
	event,
	newTrigger as triggerFor,
	payments,
	till,
	twoEvents,
	useTriggerServer,
} from '../support/engine/trigger.mts';
import { until } from '../support/simulator/until.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

const newTrigger = async (parameters: Parameters, credentials?: CredentialStore) => {
	server.trigger = await triggerFor(kopoKopo.simulator, parameters, credentials);
};

/** A result as Kopo Kopo posts it. */
const result = (
	id: string,
	status: string,
	type = 'incoming_payment',
	{ callbackUrl, ...more }: { callbackUrl?: string } & Record<string, unknown> = {},
) =>
	JSON.stringify({
		data: {
			id,
			type,
			attributes: {
				status,
				event: { type: 'Incoming Payment Request', resource: null, errors: 'Cancelled' },
				...more,
				_links: { callback_url: callbackUrl },
			},
		},
	});

it('starts the workflow with the flat fields of a signed event', async () => {
	expect((await server.send(event('e1'))).status).toBe(200);
	expect(server.started).toEqual([
		expect.objectContaining({
			id: 'e1',
			topic: 'buygoods_transaction_received',
			amount: 100,
			tillNumber: 'K123456',
		}),
	]);
});

it('emits the JSON as received without Simplify', async () => {
	await newTrigger({ ...payments, simplify: false });
	await server.send(event('e1'));
	expect(server.started).toEqual([JSON.parse(event('e1'))]);
});

it.each([
	['an event that is not selected', payments, event('e1', { topic: 'customer_created' })],
	['an event without a topic', payments, '{"id":"e1"}'],
	['an event of another till', till, event('e1', { resource: { till_number: 'K000000' } })],
	[
		'an event of a till that is longer',
		till,
		event('e1', { resource: { till_number: '1234567' } }),
	],
	['a result', payments, '{"data":{"id":"p1","type":"incoming_payment"}}'],
])('answers 200 to %s and starts nothing', async (_name, parameters, body) => {
	await newTrigger(parameters);
	const answer = await server.send(body);
	expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { message: 'Not selected' }]);
	expect(server.started).toEqual([]);
});

it('starts for an event of the selected till, and for one of the whole company', async () => {
	await newTrigger(till);
	await server.send(event('e1'));
	await server.send(
		event('e2', { topic: 'customer_created', resource: { till_number: undefined } }),
	);
	expect(server.started.map(({ id }) => id)).toEqual(['e1', 'e2']);
});

it.each([
	['K123456', '123456'],
	['123456', 'K123456'],
	['123456', 123456],
	['K123456', undefined],
])('starts a trigger for the till %s for an event of %s', async (tillNumber, told) => {
	await newTrigger({ ...payments, scope: 'till', tillNumber });
	await server.send(event('e1', { resource: { till_number: told } }));
	expect(server.started.map(({ id }) => id)).toEqual(['e1']);
});

/** Lets n8n store the next delivery only when `store` is called. */
const slowly = () => {
	const slow: { isStoring: boolean; store(status: number): void } = {
		isStoring: false,
		store: () => undefined,
	};
	server.storing = async () => {
		slow.isStoring = true;
		return await new Promise<number>((resolve) => (slow.store = resolve));
	};
	return slow;
};

describe('duplicates', () => {
	const isBeingStored = { message: 'A copy of it is being stored' };

	it('starts one execution for twenty copies at once and one later', async () => {
		const slow = slowly();
		const statuses: number[] = [];
		const sending = Array.from({ length: 20 }, async () => {
			statuses.push((await server.send(event('e1'))).status);
		});
		await until(() => statuses.length === 19);
		slow.store(200);
		await Promise.all(sending);
		expect(statuses).toEqual([...Array<number>(19).fill(503), 200]);
		expect(await server.send(event('e1'))).toMatchObject({ status: 200 });
		expect(server.started).toHaveLength(1);
	});

	it('start an execution if n8n could not store the first, and Kopo Kopo sends it again', async () => {
		server.storing = () => 500;
		expect((await server.send(event('e1'))).status).toBe(500);
		server.storing = () => 200;
		expect((await server.send(event('e1'))).status).toBe(200);
		expect(server.started).toHaveLength(1);
	});

	it('get a 503 while n8n stores the first, since that may fail', async () => {
		const slow = slowly();
		const first = server.send(event('e1'));
		await until(() => slow.isStoring);
		const copy = await server.send(event('e1'));
		expect([copy.status, JSON.parse(copy.body)]).toEqual([503, isBeingStored]);
		slow.store(500);
		expect((await first).status).toBe(500);
		server.storing = () => 200;
		expect((await server.send(event('e1'))).status).toBe(200);
		expect(server.started).toHaveLength(1);
	});

	it.each([
		['stores it anyway', 200, 1],
		['cannot store it', 500, 1],
	])('start one execution if a sender hangs up and n8n %s', async (_name, status, executions) => {
		const slow = slowly();
		const body = event('e1');
		const call = request(server.url, {
			method: 'POST',
			headers: { 'X-KopoKopo-Signature': kopoKopo.simulator.sign(body) },
		}).on('error', () => undefined);
		call.end(body);
		await until(() => slow.isStoring);
		call.destroy();
		expect((await server.send(body)).status).toBe(503);
		slow.store(status);
		server.storing = () => 200;
		await until(async () => (await server.send(body)).status === 200);
		expect(server.started).toHaveLength(executions);
	});

	it('starts two executions for two topics with the same ID', async () => {
		await newTrigger(twoEvents);
		await server.send(event('e1'));
		await server.send(event('e1', { topic: 'customer_created' }));
		expect(server.started.map(({ topic }) => topic)).toEqual([
			'buygoods_transaction_received',
			'customer_created',
		]);
	});
});

describe('one payment that two subscriptions of one URL report under different IDs', () => {
	const payment = (id: string, { topic, ...resource }: Record<string, unknown> = {}) =>
		event(id, { topic: topic as string, resource: { reference: 'OJM1', ...resource } });

	it('starts one execution, and answers the second as already received', async () => {
		await server.send(payment('company'));
		const { status, body } = await server.send(payment('till'));
		expect([status, JSON.parse(body)]).toEqual([200, { message: 'Already received' }]);
		expect(server.started.map(({ id }) => id)).toEqual(['company']);
	});

	it('starts one execution when both arrive while n8n stores the first', async () => {
		const slow = slowly();
		const statuses: number[] = [];
		const sending = ['v1', 'v2'].map(async (id) => {
			statuses.push((await server.send(payment(id))).status);
		});
		await until(() => slow.isStoring && statuses.length === 1);
		slow.store(200);
		await Promise.all(sending);
		expect(statuses).toEqual([503, 200]);
		expect((await server.send(payment('v1'))).status).toBe(200);
		expect((await server.send(payment('v2'))).status).toBe(200);
		expect(server.started).toHaveLength(1);
	});

	it('starts an execution under either ID if n8n could not store the first', async () => {
		server.storing = () => 500;
		await server.send(payment('company'));
		server.storing = () => 200;
		await server.send(payment('till'));
		await server.send(payment('company'));
		expect(server.started.map(({ id }) => id)).toEqual(['till']);
	});

	it.each([
		['another topic', {}, { topic: 'buygoods_transaction_reversed' }],
		['another reference', {}, { reference: 'OJM2' }],
		['no reference', { reference: undefined }, { reference: undefined }],
		['an empty reference', { reference: '' }, { reference: '' }],
		['null as its reference', { reference: null }, { reference: null }],
	])('starts two executions when there is %s', async (_name, first, second) => {
		await newTrigger({
			events: ['buygoods_transaction_received', 'buygoods_transaction_reversed'],
		});
		await server.send(payment('e1', first));
		await server.send(payment('e2', second));
		expect(server.started.map(({ id }) => id)).toEqual(['e1', 'e2']);
	});

	it('starts two executions without Skip Duplicates', async () => {
		await newTrigger({ ...payments, options: { skipDuplicates: false } });
		await server.send(payment('company'));
		await server.send(payment('till'));
		expect(server.started).toHaveLength(2);
	});

	it('starts one execution when it has a reference but no ID', async () => {
		const nameless = payment('e1').replace('"id":"e1",', '');
		await server.send(nameless);
		await server.send(nameless);
		expect(server.started).toHaveLength(1);
	});
});

it('starts two workflows for the same event', async () => {
	await server.send(event('e1'));
	await newTrigger(payments);
	await server.send(event('e1'));
	expect(server.started).toHaveLength(2);
});

it('never treats events without an ID and a reference as duplicates', async () => {
	const nameless = event('e1', { resource: { reference: undefined } }).replace('"id":"e1",', '');
	await server.send(nameless);
	await server.send(nameless);
	expect(server.started).toHaveLength(2);
});

describe('results', () => {
	const results: Parameters = { triggerOn: 'requestResults' };
	it('starts the workflow with the flat fields of each result type', async () => {
		await newTrigger(results);
		await server.send(result('p1', 'Failed'));
		await server.send(result('p2', 'Processed', 'reversals'));
		expect(server.started).toEqual([
			expect.objectContaining({
				id: 'p1',
				type: 'incoming_payment',
				status: 'Failed',
				errors: ['Cancelled'],
			}),
			expect.objectContaining({ id: 'p2', type: 'reversal', moneyMoved: null }),
		]);
	});

	it('emits results as received without Simplify', async () => {
		await newTrigger({ ...results, simplify: false });
		await server.send(result('p1', 'Failed'));
		expect(server.started).toEqual([JSON.parse(result('p1', 'Failed'))]);
	});

	it('filters results by type; no type means all types, known or not', async () => {
		await newTrigger({ ...results, resultTypes: ['reversal'] });
		await server.send(result('p1', 'Success'));
		await server.send(result('p2', 'Processed', 'reversals'));
		expect(server.started.map(({ id }) => id)).toEqual(['p2']);
		await newTrigger(results);
		await server.send(result('p3', 'Success', 'something_new'));
		expect(server.started.at(-1)).toEqual(JSON.parse(result('p3', 'Success', 'something_new')));
	});

	it('starts an execution for each new ID or status of a result', async () => {
		await newTrigger(results);
		for (const status of ['Pending', 'Success', 'Success', 'Pending']) {
			await server.send(result('p1', status));
		}
		expect(server.started.map(({ status }) => status)).toEqual(['Pending', 'Success']);
	});

	it('starts an execution when a payment link is created, and when it is paid', async () => {
		await newTrigger(results);
		const link = (status: string) =>
			result('l1', 'Processed', 'payment_link', { payment_link: { status }, event: undefined });
		for (const status of ['Active', 'Active', 'Paid', 'Paid']) await server.send(link(status));
		expect(server.started.map(({ linkStatus, paid }) => [linkStatus, paid])).toEqual([
			['Active', null],
			['Paid', true],
		]);
	});

	it.each(['queue-mode', 'reliability'])(
		'has another value to deduplicate on, by docs/%s.md, once a payment link is paid',
		async (page) => {
			await newTrigger(results);
			const [, value = ''] =
				/for results `\{\{ (.*?) \}\}`/.exec(readFileSync(`docs/${page}.md`, 'utf8')) ?? [];
			const keys = [...value.matchAll(/\$json\.(\w+)/g)].map(([, key]) => key!);
			for (const status of ['Active', 'Paid']) {
				const link = { payment_link: { status }, event: undefined };
				await server.send(result('l1', 'Processed', 'payment_link', link));
			}
			const values = server.started.map((item) => keys.map((key) => String(item[key])).join());
			expect(new Set(values).size).toBe(2);
		},
	);

	it.each<[type: string, more: Record<string, unknown>]>([
		['send_money', { destinations: [{ amount: 425 }] }],
		['payment', { amount: { currency: 'KES', value: 425 } }],
		['settlement_transfer', { amount: { currency: 'KES', value: null } }],
	])('starts another execution for a %s when its money has moved', async (type, more) => {
		await newTrigger(results);
		const received = (disbursement: string) =>
			result('s1', 'Received', type, {
				...more,
				event: undefined,
				transfer_batches: [{ disbursements: [{ amount: '425.0', status: disbursement }] }],
			});
		for (const disbursement of ['Pending', 'Pending', 'Transferred', 'Transferred', 'Pending']) {
			await server.send(received(disbursement));
		}
		expect(server.started.map(({ status, moneyMoved }) => [status, moneyMoved])).toEqual([
			['Received', null],
			['Received', true],
		]);
	});

	it.each<[string, (own: string) => string | undefined, number]>([
		['its own address', (own) => `http://localhost:5678/webhook/${own}`, 1],
		['the same behind another host', (own) => `https://proxy.example/n8n/webhook/${own}`, 1],
		['an address that leads here by other means', () => 'https://example.com/hooks/1', 1],
		['no address', () => undefined, 1],
		['the address of another trigger', () => 'http://localhost:5678/webhook/other/kopokopo', 0],
	])('start a trigger only if they were requested for %s', async (_name, address, executions) => {
		await newTrigger(results);
		const callbackUrl = address(`webhook-of-${server.trigger.workflow.id}/kopokopo`);
		const body = result('p1', 'Success', 'incoming_payment', { callbackUrl });
		expect((await server.send(body)).status).toBe(200);
		expect(server.started).toHaveLength(executions);
	});

	it('starts nothing for an event', async () => {
		await newTrigger(results);
		expect((await server.send(event('e1'))).status).toBe(200);
		expect(server.started).toEqual([]);
	});
});

describe('Daraja payloads', () => {
	const v2 = () => credentialsFor(kopoKopo.simulator, { apiVersion: 'v2' });
	const withDaraja: Parameters = {
		events: ['buygoods_transaction_received', 'b2b_transaction_received'],
		options: { enableDarajaPayload: true },
	};
	const daraja = (transId: string, more: object = {}) =>
		JSON.stringify({
			TransactionType: 'Buy Goods',
			TransID: transId,
			TransTime: '20260501191515',
			TransAmount: '100.0',
			BusinessShortCode: 'K123456',
			BillRefNumber: '',
			InvoiceNumber: '',
			OrgAccountBalance: '',
			ThirdPartyTransId: '',
			MSISDN: 'rbFvT0GstruVPN',
			FirstName: 'Jane',
			MiddleName: null,
			LastName: null,
			...more,
		});

	it('starts the workflow with the flat fields of a Daraja payload in camelCase', async () => {
		await newTrigger(withDaraja, v2());
		await server.send(daraja('OJM1'));
		expect(server.started).toEqual([
			{
				transactionType: 'Buy Goods',
				transId: 'OJM1',
				transTime: '20260501191515',
				transAmount: 100,
				businessShortCode: 'K123456',
				billRefNumber: '',
				invoiceNumber: '',
				orgAccountBalance: '',
				thirdPartyTransId: '',
				msisdn: 'rbFvT0GstruVPN',
				firstName: 'Jane',
				middleName: null,
				lastName: null,
			},
		]);
	});

	it('reads both spellings of ThirdPartyTransID', async () => {
		await newTrigger(withDaraja, v2());
		await server.send(daraja('OJM1', { ThirdPartyTransId: undefined, ThirdPartyTransID: 'x' }));
		expect(server.started[0]).toMatchObject({ thirdPartyTransId: 'x' });
	});

	it('starts only a trigger that enables Daraja payloads, and for the selected events', async () => {
		const b2b = daraja('OJM2', { TransactionType: 'Organization To Organization Transfer' });
		await server.send(daraja('OJM1'));
		await newTrigger({ ...withDaraja, events: ['buygoods_transaction_received'] }, v2());
		await server.send(b2b);
		expect(server.started).toEqual([]);
		await newTrigger(withDaraja, v2());
		await server.send(b2b);
		expect(server.started).toHaveLength(1);
	});

	it('starts an execution for a Daraja payload if n8n could not store the event with its receipt', async () => {
		await newTrigger(withDaraja, v2());
		server.storing = () => 500;
		await server.send(event('e1', { resource: { reference: 'OJM1' } }));
		server.storing = () => 200;
		await server.send(daraja('OJM1'));
		await server.send(event('e1', { resource: { reference: 'OJM1' } }));
		expect(server.started).toEqual([expect.objectContaining({ transId: 'OJM1' })]);
	});

	it('treats payloads with the same TransID as duplicates, also of the event with that receipt', async () => {
		await newTrigger(withDaraja, v2());
		await server.send(daraja('OJM1'));
		await server.send(daraja('OJM1'));
		await server.send(event('e1', { resource: { reference: 'OJM1' } }));
		await server.send(event('e2', { resource: { reference: 'OJM2' } }));
		expect(server.started).toHaveLength(2);
	});
});

describe('options', () => {
	it('flattens a topic that is not in the list in the same way', async () => {
		await newTrigger({ ...payments, options: { otherEvents: 'paybill_transaction_received' } });
		await server.send(
			event('e1', {
				topic: 'paybill_transaction_received',
				resource: { paybill_number: '888880' },
			}),
		);
		expect(server.started).toEqual([
			{
				id: 'e1',
				topic: 'paybill_transaction_received',
				createdAt: '2026-10-22T10:43:20+03:00',
				eventType: 'Buygoods Transaction',
				resourceId: 'r1',
				amount: 100,
				currency: 'KES',
				reference: 'OJM-e1',
				tillNumber: 'K123456',
				paybillNumber: '888880',
				linkSelf: null,
				linkResource: null,
			},
		]);
	});

	it.each([
		['an amount equal to the minimum', { minimumAmount: 100 }, {}],
		['no amount', { minimumAmount: 100 }, { amount: undefined }],
		['one of the tills, in upper or lower case', { tillNumbers: '111111, k123456' }, {}],
		['one of the tills, without its K', { tillNumbers: '111111, 123456' }, {}],
		['any till if the list of tills is empty', { tillNumbers: ' , ' }, {}],
		['any amount if there is no minimum', { minimumAmount: '' }, {}],
		['no till', { tillNumbers: '111111' }, { till_number: undefined }],
	])('starts an execution for an event with %s', async (_name, options, resource) => {
		await newTrigger({ ...payments, options });
		expect((await server.send(event('e1', { resource }))).status).toBe(200);
		expect(server.started).toHaveLength(1);
	});

	it.each([
		['an amount below the minimum', { minimumAmount: 100.01 }],
		['another till', { tillNumbers: '111111, K222222' }],
	])('starts nothing for an event with %s', async (_name, options) => {
		await newTrigger({ ...payments, options });
		expect((await server.send(event('e1'))).status).toBe(200);
		expect(server.started).toEqual([]);
	});

	it('starts an execution for every duplicate without Skip Duplicates', async () => {
		await newTrigger({ ...payments, options: { skipDuplicates: false } });
		await server.send(event('e1'));
		await server.send(event('e1'));
		expect(server.started).toHaveLength(2);
	});
});

describe('outputs', () => {
	const names = () =>
		server.trigger.outputs().map((output) => (output as { displayName?: string }).displayName);

	it('has one output by default', async () => {
		await newTrigger({ events: ['customer_created', 'buygoods_transaction_received'] });
		expect(server.trigger.outputs()).toHaveLength(1);
		await server.send(event('e1'));
		expect(server.outputs).toEqual([[expect.objectContaining({ id: 'e1' })]]);
	});

	it('has an output for each event with Per Event, in the order shown', async () => {
		await newTrigger({
			outputMode: 'perEvent',
			events: ['customer_created', 'buygoods_transaction_received'],
			options: { otherEvents: 'new_topic' },
		});
		expect(names()).toEqual(['Paid', 'New customer', 'new_topic']);
		await server.send(event('e1', { topic: 'customer_created' }));
		expect(server.outputs).toEqual([[], [expect.objectContaining({ id: 'e1' })], []]);
		await server.send(event('e2', { topic: 'new_topic' }));
		expect(server.outputs).toEqual([[], [], [expect.objectContaining({ id: 'e2' })]]);
	});

	it('names outputs so that they fit on the canvas and differ in their first characters', async () => {
		// 96 pixels for the label of an output that is connected (n8n 2.41, CanvasHandleMainOutput).
		const [fits, readAtFirst] = [16, 12];
		for (const parameters of [{ events: Object.keys(topics) }, { triggerOn: 'requestResults' }]) {
			await newTrigger({ ...parameters, outputMode: 'perEvent' });
			expect(names().filter((name) => name!.length > fits)).toEqual([]);
			const first = names().map((name) => name!.slice(0, readAtFirst));
			expect(new Set(first).size).toBe(first.length);
		}
	});

	it('has an output for each result type; no type means all types', async () => {
		await newTrigger({
			triggerOn: 'requestResults',
			outputMode: 'perEvent',
			resultTypes: ['reversal', 'payment'],
		});
		expect(names()).toEqual(['Pay', 'Reversal']);
		await newTrigger({ triggerOn: 'requestResults', outputMode: 'perEvent' });
		expect(names()).toHaveLength(9);
	});

	it('emits a result type that is not in the list to the output Other', async () => {
		await newTrigger({ triggerOn: 'requestResults', outputMode: 'perEvent' });
		expect(names().at(-1)).toBe('Other');
		await server.send(result('p1', 'Success', 'something_new'));
		expect(server.outputs.map((items) => items.length)).toEqual([...Array(8).fill(0), 1]);
		await server.send(result('p2', 'Success'));
		expect(server.outputs[names().indexOf('STK push')]).toHaveLength(1);
		expect(server.outputs.flat()).toHaveLength(1);
	});
});

it('starts an event again after a restart, which loses the memory of the process', async () => {
	const staticData = {};
	const restart = async () => {
		// A new workflow ID: the memory of this process doesn't know its deliveries.
		server.trigger = await triggerFor(kopoKopo.simulator, payments, undefined, { staticData });
	};
	await restart();
	await server.send(event('e1'));
	await server.send(event('e1'));
	await restart();
	await server.send(event('e1'));
	expect(server.started.map(({ id }) => id)).toEqual(['e1', 'e1']);
	expect(staticData).toEqual({});
});
