import { sleep } from 'n8n-workflow';

import { resources } from '../../nodes/KopoKopo/operations/index.ts';
import { manualClock, type ManualClock } from '../../test/simulator/clock.mts';
import { startSimulator, type Simulator } from '../../test/simulator/simulator.mts';
import type { CredentialStore } from '../../test/support/engine/credential-store.mts';
import type { Parameters } from '../../test/support/engine/node-types.mts';
import {
	createCases,
	operationOf,
	otherOperations,
	receipt,
	statusCases,
} from '../../test/support/engine/operations.mts';
import { emptyDatabase, pollingWorkflow } from '../../test/support/engine/poll.mts';
import { runAction } from '../../test/support/engine/run-node.mts';
import { credentialsFor } from '../../test/support/engine/setup.mts';
import { startWaitingHost } from '../../test/support/engine/waiting.mts';

const resultDelay = 2000;

let receipts = 0;

/** What makes a resource of the simulator end otherwise than well, by operation. */
const otherEnds: Record<string, Parameters[]> = {
	'stkPush.requestPayment': [{ phoneNumber: '+254700000003' }],
	'pay.sendPayment': [{ amount: 99903 }],
	'transfer.settleFunds': [{ amount: 99903 }],
	'paymentLink.create': [{ amount: 99902 }],
};

/** Whether the create call of a case has Wait for Result. */
export function canWait(name: string): boolean {
	const [resource, operation] = operationOf(name);
	const { operations = [] } = resources.find(({ value }) => value === resource) ?? {};
	const { fields = [] } = operations.find(({ value }) => value === operation) ?? {};
	return fields.some((field) => field.name === 'waitForResult');
}

/** Those that have more to say come first: their keys are those that people look for. */
const fullestFirst = (outputs: unknown[]): unknown[] =>
	[...outputs].sort((one, other) => Object.keys(other!).length - Object.keys(one!).length);

/** Real outputs of every operation and of the polling trigger, simplified, of resources at all stages of their lives. */
export async function sampleOutputs(): Promise<Map<string, unknown[]>> {
	const clock = manualClock();
	const simulator = await startSimulator({ clock, resultDelay, retryDelays: [] });
	const outputs = new Map<string, unknown[]>();
	try {
		await simulator.payTill({ tillNumber: '123456', amount: 100, reference: receipt });
		for (const apiVersion of ['v1', 'v2']) {
			await sampleVersion(
				simulator,
				credentialsFor(simulator, { apiVersion }),
				clock.advance,
				outputs,
			);
		}
		outputs.set('stkPush/requestPaymentAndWait', await sampleWaits(simulator, clock.advance));
		outputs.set('polling/findPayment', await sampleFound(simulator, clock));
		outputs.set('webhookEvent/verify', [await sampleEvent(simulator)]);
		outputs.set('../v1.0.0', await samplePoll(simulator, clock.advance));
		for (const [operation, samples] of outputs) outputs.set(operation, fullestFirst(samples));
	} finally {
		await simulator.close();
	}
	return outputs;
}

async function sampleVersion(
	simulator: Simulator,
	credentials: CredentialStore,
	advance: (milliseconds: number) => Promise<void>,
	outputs: Map<string, unknown[]>,
): Promise<void> {
	const sample = async (name: string, parameters: Parameters) => {
		const [resource, operation] = operationOf(name);
		const { items, error } = await runAction({
			credentials,
			parameters: { resource, operation, ...parameters },
		});
		if (error) throw error;
		const key = `${resource}/${operation}`;
		outputs.set(key, [...(outputs.get(key) ?? []), ...items.map(({ json }) => json)]);
		return items[0]!.json;
	};
	const version = credentials.data.apiVersion as 'v1' | 'v2';
	const locations = new Map<string, string[]>();
	for (const [name, { parameters, versions }] of Object.entries(createCases)) {
		if (!versions.includes(version)) continue;
		for (const more of [{}, ...(otherEnds[name] ?? [])]) {
			const { location } = await sample(name, { ...parameters, ...more });
			const key = operationOf(name).join('.');
			locations.set(key, [...(locations.get(key) ?? []), String(location)]);
		}
	}
	const lookUpAll = async () => {
		for (const [name, { of }] of Object.entries(statusCases)) {
			for (const location of locations.get(operationOf(of).join('.')) ?? []) {
				await sample(name, { location });
			}
		}
	};
	await lookUpAll();
	await advance(10 * resultDelay);
	await simulator.settled();
	await lookUpAll();

	/** A payment can be given back once. */
	const withReceiptOfItsOwn = async (parameters: Parameters) => {
		if (!('transactionReference' in parameters)) return parameters;
		const reference = `${receipt}${(receipts += 1)}`;
		await simulator.payTill({ tillNumber: '123456', amount: 100, reference });
		return { ...parameters, transactionReference: reference };
	};
	const ask = async (how: Parameters, ends: typeof otherEnds = {}) =>
		await Promise.all(
			Object.entries(createCases)
				.filter(([name, { versions }]) => versions.includes(version) && canWait(name))
				.flatMap(([name, { parameters }]) =>
					[{}, ...(ends[name] ?? [])].map(async (more) => {
						const asked = { ...(await withReceiptOfItsOwn(parameters)), ...more, ...how };
						return await sample(name, { ...asked, waitForResult: true });
					}),
				),
		);
	await ask({ waitTimeout: 1 });
	const results = ask({ waitInterval: 1 }, otherEnds);
	while (!(await Promise.race([results.then(() => true), sleep(200)]))) {
		await advance(resultDelay);
		await simulator.settled();
	}

	for (const location of locations.get('paymentLink.create') ?? []) {
		await sample('paymentLink.cancel', { location });
	}
	for (const name of otherOperations.filter((one) => one.startsWith('token.'))) {
		await sample(name, {});
	}
}

/** What goes on after the durable wait for a payment: its result, or the item that says that the time is up. */
async function sampleWaits(
	simulator: Simulator,
	advance: (milliseconds: number) => Promise<void>,
): Promise<unknown[]> {
	const host = await startWaitingHost();
	try {
		const ask = async (phoneNumber: string) =>
			await host.run({
				credentials: credentialsFor(simulator),
				parameters: {
					...createCases['stkPush.requestPayment']!.parameters,
					resource: 'stkPush',
					operation: 'requestPaymentAndWait',
					phoneNumber,
				},
			});
		const executions = [await ask('+254700000001'), await ask('+254700000003')];
		await advance(resultDelay);
		await simulator.settled();
		const results = [
			...executions.map(({ resumed }) => resumed!),
			await (await ask('+254700000005')).timeOut(),
		];
		return results.flatMap(({ items }) => items.map(({ json }) => json));
	} finally {
		await host.close();
	}
}

/** What is found of payments: from a customer, of less than was expected, from another till, and of none. */
async function sampleFound(simulator: Simulator, clock: ManualClock): Promise<unknown[]> {
	const [tillNumber, amount, hour] = ['123456', 100, 3_600_000];
	const references = ['FOUND00001', 'FOUND00002', 'FOUND00003'];
	const [, , fromTill] = references;
	for (const reference of references) {
		const event = reference === fromTill ? 'b2b_transaction_received' : undefined;
		await simulator.payTill({ tillNumber, amount, reference, event });
	}
	const [fromTime, toTime] = [-hour, hour].map((ms) => new Date(clock.now() + ms).toISOString());
	const polled = runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			resource: 'polling',
			operation: 'findPayment',
			reference: '={{ $json.reference }}',
			options: { expectedAmount: '={{ $json.expected }}', fromTime, toTime, waitInterval: 1 },
		},
		items: [...references, 'NOTFOUND01'].map((reference, index) => ({
			reference,
			expected: amount + index,
		})),
	});
	while (!(await Promise.race([polled.then(() => true), sleep(200)]))) {
		await clock.advance(resultDelay);
	}
	const { items, error } = await polled;
	if (error) throw error;
	return items.map(({ json }) => json);
}

/** What the polling trigger gives: n8n looks for that beside the folder of the operations. */
async function samplePoll(
	simulator: Simulator,
	advance: (milliseconds: number) => Promise<void>,
): Promise<unknown[]> {
	const [tillNumber, originatedAt] = ['123456', Date.now() - 60_000];
	await simulator.payTill({ tillNumber, amount: 100, originatedAt });
	await simulator.payTill({
		tillNumber,
		amount: 100,
		originatedAt,
		event: 'b2b_transaction_received',
	});
	const poller = await pollingWorkflow(credentialsFor(simulator), {}, emptyDatabase());
	const begun = simulator.resources().length;
	const polled = poller.fetchTestEvent();
	while (simulator.resources().length === begun) await sleep(10);
	await advance(resultDelay);
	return (await polled).map(({ json }) => json);
}

/** Of all that Verify returns, the event that most people receive: its keys are also those of an STK push's result. */
async function sampleEvent(simulator: Simulator): Promise<unknown> {
	const { id } = simulator.subscribe('v1', {
		event_type: 'buygoods_transaction_received',
		url: `${simulator.url}/nowhere`,
		scope: 'company',
	});
	const [delivery] = await simulator.payTill({ tillNumber: '123456', amount: 100 });
	simulator.removeSubscription(id);
	const { items, error } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			resource: 'webhookEvent',
			operation: 'verify',
			source: 'text',
			body: delivery!.body,
			signature: simulator.sign(delivery!.body),
		},
	});
	if (error) throw error;
	return items[0]!.json;
}
