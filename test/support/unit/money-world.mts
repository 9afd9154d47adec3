import type {
	ExecutionStatus,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { operationOf } from '../../../nodes/KopoKopo/operations/index.ts';
import { runItems } from '../../../nodes/KopoKopo/run/run-items.ts';

/** What the API does with a request. */
export type Behaviour =
	| 'accept'
	| 'reject'
	| 'fail'
	| 'accept, then fail'
	| 'hang up'
	| 'accept, then hang up';

/** One payment of a list. */
export interface Payment {
	id: string;
	phone: string;
	amount: number;
	key?: string;
}

export interface Sent {
	id: string;
	key: string;
	payment: string;
	isAccepted: boolean;
	isAcknowledged: boolean;
}

/** An execution, as n8n stores it. */
export interface Execution {
	token: string;
	/** The list of each run of the node. */
	lists: Payment[][];
	isRetry: boolean;
	/** The node's data, as JSON. */
	context: string;
	firstRun: number;
}

export interface Outcome {
	status: 'success' | 'error' | 'crashed';
	/** Output of each item, by its ID. */
	outputs: Map<string, IDataObject>;
	next: Execution;
}

type Handler = (run: { status: ExecutionStatus }) => Promise<void>;

type DatabaseCall = <Result>(call: () => Promise<Result>) => Promise<Result>;

export type DatabaseFailure = 'before' | 'after' | undefined;

const noFailure: (call: number) => DatabaseFailure = () => undefined;

const locked = () => new Error('the database is locked');

const paymentText = ({ phone, amount }: Payment) => `${phone} ${amount}`;

/**
 * n8n and Kopo Kopo around one node, without a real server: processes can be stopped at any step, after which
 * none of their calls has an effect or returns.
 */
export class World {
	readonly sent: Sent[] = [];

	/** Names of rows in n8n's deduplication store. */
	private readonly rows = new Set<string>();

	private deletions = 0;

	private processes = 0;

	private isKilled = false;

	private executions = 0;

	constructor(
		private readonly name: string,
		private readonly behaviours: Behaviour[],
		private readonly hasToken: boolean,
	) {}

	execution(lists: Payment[][]): Execution {
		this.executions += 1;
		return {
			token: `${this.executions}`,
			lists,
			isRetry: false,
			context: '{}',
			firstRun: 0,
		};
	}

	/**
	 * Runs the node for the rest of an execution's lists.
	 *
	 * @param stopAt number of the database or API call at which the process is killed
	 * @param failureAt whether a call of the database fails, by its number: before it has an effect, or after it
	 * @param isNewProcess whether n8n was restarted, so that nothing is left in memory
	 */
	async run(
		execution: Execution,
		{
			stopAt = Infinity,
			failureAt = noFailure,
			isNewProcess = true,
			tries = 1,
			continuesOnError = false,
			operation = 'requestPayment',
		} = {},
	): Promise<Outcome> {
		if (isNewProcess || this.isKilled) this.processes += 1;
		this.isKilled = false;
		const process = this.processes;
		let steps = 0;
		let kill: () => void = () => undefined;
		const killed = new Promise<'killed'>((resolve) => (kill = () => resolve('killed')));
		const step = async (): Promise<void> => {
			await new Promise((resolve) => setImmediate(resolve));
			if ((steps += 1) < stopAt) return;
			kill();
			await new Promise(() => undefined);
		};
		let databaseCalls = 0;
		const callDatabase: DatabaseCall = async (call) => {
			const failure = failureAt((databaseCalls += 1));
			if (failure === 'before') throw locked();
			const result = await call();
			if (failure === 'after') throw locked();
			return result;
		};
		const data = JSON.parse(execution.context) as IDataObject;
		const handlers: Handler[] = [];
		// One object for each execution, as in n8n.
		const hooks = { addHandler: (_name: string, handler: Handler) => handlers.push(handler) };
		const id = String((this.executions += 1));
		const outputs = new Map<string, IDataObject>();

		const runNode = async (runIndex: number): Promise<boolean> => {
			const list = execution.lists[runIndex]!;
			for (let attempt = 1; ; attempt += 1) {
				const context = this.contextFor({
					execution,
					process,
					list,
					runIndex,
					data,
					id,
					continuesOnError,
					step,
					callDatabase,
					hooks,
					operation,
				});
				const result = await runItems(context, operationOf(context.getNode())).then(
					(items) => ({ items }),
					(error: Error) => ({ error }),
				);
				if ('items' in result) {
					result.items.forEach(({ json, error }, index) =>
						outputs.set(list[index]!.id, error ? { error: error.message } : json),
					);
					return true;
				}
				for (const one of list) outputs.set(one.id, { error: result.error.message });
				if (attempt === tries) return false;
			}
		};
		let stored: Outcome | undefined;
		const life = async (): Promise<Outcome> => {
			let runIndex = execution.firstRun;
			let isOk = true;
			while (runIndex < execution.lists.length && (isOk = await runNode(runIndex))) runIndex += 1;
			const status = isOk ? 'success' : 'error';
			const next = {
				...execution,
				context: JSON.stringify(data),
				firstRun: runIndex,
				isRetry: true,
			};
			stored = { status, outputs, next };
			for (const handler of handlers) await handler({ status });
			return stored;
		};
		const ended = await Promise.race([life(), killed]);
		if (ended !== 'killed') return ended;
		this.isKilled = true;
		return stored ?? { status: 'crashed', outputs, next: { ...execution, isRetry: true } };
	}

	private contextFor(of: {
		execution: Execution;
		process: number;
		list: Payment[];
		runIndex: number;
		data: IDataObject;
		id: string;
		continuesOnError: boolean;
		step: () => Promise<void>;
		callDatabase: DatabaseCall;
		hooks: object;
		operation: string;
	}): IExecuteFunctions {
		const { execution, list, step, callDatabase } = of;
		const parameters = {
			resource: 'stkPush',
			operation: of.operation,
			tillNumber: 'K123456',
			phoneNumber: '=',
			amount: '=',
			firstName: '=',
			lastName: '=',
			waitForResult: false,
			...(list.some(({ key }) => key) && { idempotencyKey: 'expression of some' }),
		};
		const valuesOf = ({ id, phone, amount, key = '' }: Payment): IDataObject => ({
			...parameters,
			phoneNumber: phone,
			amount,
			firstName: id,
			lastName: key,
			idempotencyKey: key,
			options: {},
		});
		const signature = this.hasToken ? `?signature=${execution.token}` : '';
		const { process } = of;
		const node = { id: 'node' };
		return {
			getNode: () => ({
				id: 'node',
				name: 'Kopo Kopo',
				type: 'kopoKopo',
				typeVersion: 1,
				position: [0, 0],
				parameters: { ...parameters, options: {} },
			}),
			// The processes of a world share the database, and nothing in memory.
			getWorkflow: () => ({ id: `${this.name} ${process}`, name: 'Workflow', active: true }),
			getInputData: () => list.map((one): INodeExecutionData => ({ json: { ...one } })),
			continueOnFail: () => of.continuesOnError,
			getMode: () => (execution.isRetry ? 'retry' : 'trigger'),
			getNodeParameter: (name: string, item: number) => valuesOf(list[item]!)[name],
			getTimezone: () => 'Africa/Nairobi',
			getCredentials: async () => ({
				environment: 'custom',
				baseUrl: 'http://127.0.0.1:1',
				apiVersion: 'v1',
				clientId: 'example',
				accessToken: 'example',
			}),
			getWorkflowDataProxy: () => ({
				$execution: { resumeUrl: `http://127.0.0.1:2/webhook-waiting/${of.id}${signature}` },
				$runIndex: of.runIndex,
			}),
			evaluateExpression: () => 'http://127.0.0.1:2/webhook-waiting/1',
			getContext: () => of.data,
			getExecutionId: () => of.id,
			getExecutionCancelSignal: () => undefined,
			getExecuteData: () => ({}),
			additionalData: { hooks: of.hooks },
			node,
			helpers: {
				checkProcessedAndRecord: async (values: string[]) => {
					const row = node.id;
					return await callDatabase(async () => {
						await step();
						const isNew = !this.rows.has(row);
						await step();
						if (isNew && this.rows.has(row)) throw new Error('UNIQUE constraint failed');
						this.rows.add(row);
						await step();
						return isNew ? { new: values, processed: [] } : { new: [], processed: values };
					});
				},
				clearAllProcessedItems: async () => {
					const row = node.id;
					await callDatabase(async () => {
						// Calls of a database that begin together end in any order.
						const ticks = 1 + ((this.deletions += 1) % 3);
						for (let tick = 0; tick < ticks; tick += 1) await step();
						this.rows.delete(row);
						await step();
					});
				},
				getProcessedDataCount: async () => {
					const row = node.id;
					return await callDatabase(async () => {
						await step();
						return Number(this.rows.has(row));
					});
				},
				httpRequestWithAuthentication: async (_type: string, { body }: { body: string }) =>
					await this.receive(body, step),
			},
		} as unknown as IExecuteFunctions;
	}

	private async receive(body: string, step: () => Promise<void>): Promise<unknown> {
		await step();
		const { subscriber, amount } = JSON.parse(body) as {
			subscriber: { first_name: string; last_name?: string; phone_number: string };
			amount: { value: number };
		};
		const behaviour = this.behaviours.shift() ?? 'accept';
		const isAccepted = behaviour.startsWith('accept');
		const sent: Sent = {
			id: subscriber.first_name,
			key: subscriber.last_name ?? '',
			payment: paymentText({ id: '', phone: subscriber.phone_number, amount: amount.value }),
			isAccepted,
			isAcknowledged: false,
		};
		this.sent.push(sent);
		await step();
		if (behaviour.endsWith('hang up')) throw Object.assign(new Error('x'), { code: 'ECONNRESET' });
		if (behaviour !== 'accept') {
			const status = behaviour === 'reject' ? 429 : 500;
			throw Object.assign(new Error('x'), { response: { status, data: '' } });
		}
		sent.isAcknowledged = true;
		const location = `http://127.0.0.1:1/api/v1/incoming_payments/payment-${this.sent.length}`;
		return { statusCode: 201, headers: { location }, body: '' };
	}
}
