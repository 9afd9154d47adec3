import type { INode } from 'n8n-workflow';

import { CredentialStore } from '../support/engine/credential-store.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { startPausableApi, type PausableApi } from '../support/engine/pausable-api.mts';
import { runAction, startAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';
import { until } from '../support/simulator/until.mts';

let api: PausableApi;

beforeEach(async () => {
	api = await startPausableApi();
});
afterEach(async () => await api.close());

const amounts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const action = (count: number, more: Parameters = {}, settings: Partial<INode> = {}) => ({
	credentials: new CredentialStore({ baseUrl: api.url, clientId: 'id', clientSecret: 'example' }),
	parameters: { ...requestPayment, amount: '={{ $json.amount }}', ...more },
	items: amounts(count).map((amount) => ({ amount })),
	settings,
});

/** Long enough for an unwanted request to arrive. */
const aMoment = async () => await new Promise((resolve) => setTimeout(resolve, 100));

it('sends ten requests at once, and the next one when one of them is answered', async () => {
	const { result } = await startAction(action(12));
	await api.hasArrived(10);
	await aMoment();
	expect(api.arrived).toEqual(amounts(10));
	api.answer(7);
	await api.hasArrived(11);
	await aMoment();
	expect(api.arrived).toEqual(amounts(11));
	api.letGo();
	expect((await result).error).toBeUndefined();
});

it('returns items in the order of the input, even if they are answered in another order', async () => {
	const { result } = await startAction(action(3));
	await api.hasArrived(3);
	for (const amount of [3, 1, 2]) api.answer(amount);
	expect((await result).items).toEqual(
		[1, 2, 3].map((amount, item) => ({
			json: expect.objectContaining({ id: `payment-${amount}` }),
			pairedItem: { item },
		})),
	);
});

const batches = (batchSize: number, batchInterval: number): Parameters => ({
	requestOptions: { batching: { batch: { batchSize, batchInterval } } },
});

describe('Request Options, Batching', () => {
	afterEach(() => jest.restoreAllMocks());

	it.each([
		[3, 3],
		[0, 1],
		[50, 10],
		[-1, 10],
	])('sends batches of %i items with %i requests at once', async (size, atOnce) => {
		const { result } = await startAction(action(12, batches(size, 0)));
		await api.hasArrived(atOnce);
		await aMoment();
		expect(api.arrived).toHaveLength(atOnce);
		api.letGo();
		expect((await result).error).toBeUndefined();
	});

	it('waits for the interval before the next batch', async () => {
		const pause = 54_321;
		const pauses: Array<() => void> = [];
		const { setTimeout: start } = globalThis;
		jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation(((end: () => void, milliseconds?: number) =>
				milliseconds === pause ? pauses.push(end) : start(end, milliseconds)) as never);
		api.letGo();
		const { result } = await startAction(action(3, batches(1, pause)));
		for (const sent of [1, 2, 3]) {
			await api.hasArrived(sent);
			await aMoment();
			expect(api.arrived).toEqual(amounts(sent));
			pauses.shift()?.();
		}
		expect((await result).error).toBeUndefined();
	});

	it('rejects what is not a number before anything is sent', async () => {
		const { error } = await runAction(action(3, batches('={{ "many" }}' as never, 5)));
		expect(error?.message).toMatch(/^Item 1 of 3: Items per Batch is not a whole number/);
		expect(api.arrived).toEqual([]);
	});
});

/** Runs thirty items, of which the fourth is not accepted. */
async function runWithFourth(status: number, settings: Partial<INode>) {
	const { result } = await startAction(action(30, {}, settings));
	await api.hasArrived(10);
	api.answer(4, status);
	api.letGo();
	return await result;
}

describe('On Error: Stop', () => {
	it('sends nothing more after an item has failed, and reports all items in the error', async () => {
		const { result } = await startAction(action(30));
		await api.hasArrived(10);
		api.answer(4, 400);
		await aMoment();
		expect(api.arrived).toEqual(amounts(10));
		api.answer(9, 500);
		api.letGo();
		const { error, items } = await result;
		expect(api.arrived).toEqual(amounts(10));
		expect(items).toEqual([]);
		expect(error?.message).toMatch(
			/^Item 4 of 30: Kopo Kopo rejected the request \(4\d\d\).* Of 30 items: 8 accepted, 1 rejected, 1 unknown, 20 not sent\.$/,
		);
	});

	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('sends only unsent and rejected items again by Retry On Fail', async () => {
		const { error, items } = await runWithFourth(400, retry);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual(
			amounts(30).map((amount) => `payment-${amount}`),
		);
		expect(api.arrived.filter((amount) => amount !== 4).sort((a, b) => a - b)).toEqual(
			amounts(30).filter((amount) => amount !== 4),
		);
		expect(api.arrived.filter((amount) => amount === 4)).toHaveLength(2);
	});

	it('does not send an item with an unknown outcome again by Retry On Fail, but the others', async () => {
		const { error } = await runWithFourth(500, retry);
		expect([...api.arrived].sort((a, b) => a - b)).toEqual(amounts(30));
		expect(error?.message).toMatch(
			/^Item 4 of 30: .* may have accepted it anyway\. Of 30 items: 29 accepted, 0 rejected, 1 unknown, 0 not sent\./,
		);
	});
});

it('sends all items with On Error: Continue, even if some fail', async () => {
	const { items, error } = await runWithFourth(400, { onError: 'continueRegularOutput' });
	expect(error).toBeUndefined();
	expect(api.arrived).toHaveLength(30);
	expect(items.map(({ json }) => json.id ?? 'failed')).toEqual(
		amounts(30).map((amount) => (amount === 4 ? 'failed' : `payment-${amount}`)),
	);
	expect(items[3]!.json.error).toMatch(/^Item 4 of 30: Kopo Kopo rejected the request \(4\d\d\)/);
	expect(items[3]!.json.error).not.toMatch(/Of 30 items/);
});

it('links each item to its input with On Error: Continue (using error output)', async () => {
	api.letGo();
	const { run } = await runAction({
		...action(3, {}, { onError: 'continueErrorOutput' }),
		items: [{ amount: 10 }, { amount: -1 }, { amount: 30 }],
	});
	const outputs = run.data.resultData.runData['Kopo Kopo']!.at(-1)!.data!.main;
	expect(outputs!.map((items) => items!.map(({ pairedItem }) => pairedItem))).toEqual([
		[{ item: 0 }, { item: 2 }],
		[{ item: 1 }],
	]);
});

it('sends nothing more when the execution is cancelled', async () => {
	const { result, cancel } = await startAction(action(30));
	await api.hasArrived(10);
	cancel();
	await result.catch(() => undefined);
	api.letGo();
	await aMoment();
	expect(api.arrived).toEqual(amounts(10));
});

describe('the credential', () => {
	const { length: readsOfARun } = ['as it is stored', 'what it means'];

	it('reads the credential once for all items', async () => {
		api.letGo();
		const many = action(50);
		await runAction(many);
		expect(many.credentials.reads).toBe(readsOfARun);
	});

	it.each(['={{ $vars.id }}', '={{ $secrets.vault.id }}'])(
		'reads the credential once if %s in it means the same for every item',
		async (clientId) => {
			api.letGo();
			const many = action(50);
			many.credentials.data.clientId = clientId;
			await runAction(many);
			expect(many.credentials.reads).toBe(readsOfARun);
		},
	);

	it.each([
		'={{ $json.amount }}',
		'={{ $itemIndex }}',
		"={{ $('Start').item.json.amount }}",
		'={{ $input.item.json.amount > 2 ? "a" : "b" }}',
		'=id-{{ $json["amount"] }}',
	])('reads the credential for each item if %s in it may differ', async (clientId) => {
		api.letGo();
		const many = action(5);
		many.credentials.data.clientId = clientId;
		await runAction(many);
		expect(many.credentials.reads).toBe(1 + 5);
	});
});

describe('the credential of each item', () => {
	const kopoKopo = useSimulator();

	it('uses the credential as its expressions evaluate for each item', async () => {
		const other = await startPausableApi();
		other.letGo();
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator, { baseUrl: '={{ $json.url }}' });
		const { error } = await runAction({
			credentials,
			parameters: { ...requestPayment, amount: '={{ $json.amount }}' },
			items: [
				{ url: simulator.url, amount: 1 },
				{ url: other.url, amount: 2 },
			],
		});
		expect(error).toBeUndefined();
		expect(other.arrived).toEqual([2]);
		expect(paymentsOf(simulator).map(({ body }) => JSON.parse(body).amount.value)).toEqual([1]);
		await other.close();
	});
});

describe('waiting for results', () => {
	const kopoKopo = useSimulator({ resultDelay: 3_600_000 });

	it('does not count a waiting item as a request', async () => {
		const { result, cancel } = await startAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: { ...requestPayment, waitForResult: true, waitTimeout: 600 },
			items: amounts(25).map((amount) => ({ amount })),
		});
		await until(() => paymentsOf(kopoKopo.simulator).length === 25);
		expect(paymentsOf(kopoKopo.simulator).map(({ status }) => status)).toEqual(
			Array<number>(25).fill(201),
		);
		cancel();
		await result.catch(() => undefined);
	});

	it('stops waiting when the run stops because of a failed item', async () => {
		const { error } = await runAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: {
				...requestPayment,
				amount: '={{ $json.amount }}',
				waitForResult: true,
				waitTimeout: 600,
			},
			items: [{ amount: 1 }, { amount: 99906 }],
		});
		expect(error?.message).toMatch(
			/may have accepted it anyway\. Of 2 items: 1 accepted, 0 rejected, 1 unknown, 0 not sent\./,
		);
	});
});
