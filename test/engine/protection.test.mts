import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { internalsOf } from '../../nodes/KopoKopo/n8n/internals';
import { loader, loading } from '../support/engine/node-types.mts';
import { processedData } from '../support/engine/processed-data.mts';
import { PollingEnvironment } from '../support/engine/poller.mts';
import { prepareAction, runAction, type ActionRun } from '../support/engine/run-node.mts';
import { credentialsFor, requestPayment, useSimulator } from '../support/engine/setup.mts';

/** An n8n that lacks what keeps a payment from being sent twice. */
const kopoKopo = useSimulator();

/** Lets a node see another context than n8n's. */
async function alter(node: string, change: (context: IExecuteFunctions) => object): Promise<void> {
	await loading;
	const type = loader.nodeTypes[node]!.type as INodeType;
	const execute = type.execute!;
	jest.spyOn(type, 'execute').mockImplementation(async function (this: IExecuteFunctions) {
		const properties = Object.entries(change(this)).map(([key, value]) => [key, { value }]);
		return await execute.call(Object.create(this, Object.fromEntries(properties)));
	});
}

const without =
	(helper: string) =>
	({ helpers }: IExecuteFunctions) => ({ helpers: { ...helpers, [helper]: undefined } });

const outsideOfAWorkflow = (context: IExecuteFunctions) => ({
	getWorkflow: () => ({ ...context.getWorkflow(), id: undefined }),
});

afterEach(() => {
	jest.restoreAllMocks();
});

describe('the action node', () => {
	const pay = async (more: Partial<ActionRun> = {}) =>
		await runAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: { ...requestPayment, idempotencyKey: 'order 1' },
			...more,
		});

	const sent = () =>
		kopoKopo.simulator.requests.filter(({ path }) => path.endsWith('/incoming_payments'));

	it.each(['checkProcessedAndRecord', 'clearAllProcessedItems', 'getProcessedDataCount'])(
		'sends nothing in an n8n without the helper %s',
		async (helper) => {
			await alter('kopoKopo', without(helper));
			const { error } = await pay();
			expect([error?.message, error?.description]).toEqual([
				'Nothing was sent: this n8n cannot record payments, so they could be sent twice.',
				'Update n8n to 1.123 or newer.',
			]);
			expect(sent()).toEqual([]);
		},
	);

	it('sends nothing in an n8n that names its records in another way', async () => {
		await alter('kopoKopo', (context) => ({ node: { ...internalsOf(context).node } }));
		const { error } = await pay({ parameters: requestPayment });
		expect(error?.message).toBe(
			'Nothing was sent: n8n could not save a record of the payment (this package is too old for this n8n: update the package).',
		);
		expect(sent()).toEqual([]);
	});

	it('sends nothing outside of a workflow, as an n8n agent runs a node', async () => {
		await alter('kopoKopo', outsideOfAWorkflow);
		const { error } = await pay();
		expect([error?.message, error?.description]).toEqual([
			'Nothing was sent: n8n runs this node outside of a workflow, so payments could be sent twice.',
			'Use the node in a saved workflow. An agent can call that workflow as its tool.',
		]);
		expect(sent()).toEqual([]);
	});

	it('uses no key for a payment that n8n only simulates, as its AI does to evaluate a workflow', async () => {
		processedData.clear();
		const payment: ActionRun = {
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: { ...requestPayment, idempotencyKey: 'simulated' },
		};
		const { additionalData, execute } = await prepareAction(payment);
		const location = `${kopoKopo.simulator.url}/api/v1/incoming_payments/1`;
		const simulate = async () => ({ statusCode: 201, headers: { location }, body: {} });
		Object.assign(additionalData, { evalLlmMockHandler: simulate });
		const { error } = await execute().result;
		expect([error?.message, error?.description]).toEqual([
			'Nothing was sent: n8n only simulates the requests of this execution, so a payment would count as sent.',
			'Run the workflow in the Kopo Kopo sandbox to test it.',
		]);
		expect(processedData.entries).toBe(0);
		const { items } = await runAction(payment);
		expect(items[0]?.json.alreadySent).toBe(false);
		expect(sent()).toHaveLength(1);
	});

	it('sends where n8n has neither an execution ID nor hooks, as for an MCP Server Trigger, and stores only the key', async () => {
		processedData.clear();
		await alter('kopoKopo', (context) => ({
			getExecutionId: () => undefined,
			additionalData: { ...internalsOf(context).additionalData, hooks: undefined },
		}));
		const { error } = await pay();
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
		expect(processedData.entries).toBe(2);
	});

	it('gives each item the error if the node continues on errors', async () => {
		await alter('kopoKopo', without('checkProcessedAndRecord'));
		const { items } = await pay({
			items: [{}, {}],
			settings: { onError: 'continueRegularOutput' },
		});
		const error = expect.stringContaining('Nothing was sent: this n8n cannot record payments');
		expect(items.map(({ json }) => json)).toEqual([{ error }, { error }]);
		expect(sent()).toEqual([]);
	});

	it('still reads without them, since that moves no money', async () => {
		await alter('kopoKopo', (context) => ({
			...without('checkProcessedAndRecord')(context),
			...outsideOfAWorkflow(context),
		}));
		const { error } = await pay({
			parameters: { resource: 'token', operation: 'info' },
		});
		expect(error).toBeUndefined();
	});
});

describe('the polling trigger', () => {
	const env = new PollingEnvironment();

	beforeEach(() => env.open());

	afterEach(() => env.close());

	it('fails the execution in an n8n without the helper, so that no payment counts twice unnoticed', async () => {
		const { execute } = await env.start();
		await alter('kopoKopoPollingTrigger', without('checkProcessedAndRecord'));
		await expect(execute([{ id: 'p1' }])).rejects.toThrow(
			'This n8n cannot record which payments have started the workflow, so it could start twice for one.',
		);
	});
});
