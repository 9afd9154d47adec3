import type { WorkflowActivateMode } from 'n8n-workflow';
import { setTimeout as realTime } from 'node:timers/promises';

import { manualClock, type ManualClock } from '../../simulator/clock.mts';
import { startSimulator, type Simulator } from '../../simulator/simulator.mts';
import type { CredentialStore } from './credential-store.mts';
import { restartProcess, type Parameters } from './node-types.mts';
import { emptyDatabase, pollingWorkflow, type PollerDatabase } from './poll.mts';
import { credentialsFor } from './setup.mts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

/** In seconds: no test has to renew its token, however far it moves the clock. */
const YEAR = 365 * 24 * 60 * 60;

/** Milliseconds by which time advances at once while a task runs. */
const step = 500;

/** Milliseconds that the durable scheduler allows a poll by default (n8n, `SchedulerConfig`). */
const schedulerBudget = 36 * SECOND;

let workflows = 0;

type Poller = Awaited<ReturnType<typeof pollingWorkflow>>;

/** A Kopo Kopo, an n8n that polls it, and the clock of both. */
export class PollingEnvironment {
	clock!: ManualClock;

	simulator!: Simulator;

	database!: PollerDatabase;

	poller!: Poller;

	credentials!: CredentialStore;

	private id = '';

	/** Starts everything but n8n. */
	async open(): Promise<void> {
		this.clock = manualClock();
		jest.useFakeTimers({
			now: this.clock.now(),
			doNotFake: [
				'hrtime',
				'nextTick',
				'performance',
				'queueMicrotask',
				'setImmediate',
				'clearImmediate',
				'setInterval',
				'clearInterval',
			],
		});
		const { clock } = this;
		this.simulator = await startSimulator({
			clock,
			tokenLifetime: YEAR,
			resultDelay: SECOND,
			retryDelays: [],
		});
		this.credentials = credentialsFor(this.simulator);
		this.database = emptyDatabase();
		this.id = `polling-${(workflows += 1)}`;
	}

	async close(): Promise<void> {
		await this.simulator.close();
		jest.useRealTimers();
	}

	/** Starts a process of n8n from what the database holds. */
	async start(parameters: Parameters = {}, more: { name?: string; timezone?: string } = {}) {
		const { credentials, database, id } = this;
		this.poller = await pollingWorkflow(credentials, parameters, database, { id, ...more });
		return this.poller;
	}

	/** Starts n8n, and activates the workflow. */
	async activate(
		parameters: Parameters = {},
		mode: WorkflowActivateMode = 'activate',
		more: { name?: string; timezone?: string } = {},
	): Promise<void> {
		const { activate } = await this.start(parameters, more);
		await this.during(activate(mode));
	}

	/** One of the Poll Times, after some time has passed. */
	async pollAfter(milliseconds = MINUTE): Promise<void> {
		await this.pass(milliseconds);
		await this.during(this.poller.poll());
	}

	/** The same with n8n's durable scheduler, which reads the workflow from the database for each poll. */
	async pollOfSchedulerAfter(milliseconds = MINUTE): Promise<void> {
		await this.pass(milliseconds);
		await this.start();
		await this.during(this.poller.pollOfScheduler(schedulerBudget));
	}

	/** Advances the clock of n8n and of Kopo Kopo. */
	async pass(milliseconds: number): Promise<void> {
		jest.advanceTimersByTime(milliseconds);
		await this.clock.advance(milliseconds);
	}

	/** Advances the clock until a task is done, or the test has timed out. */
	async during<Result>(task: Promise<Result>): Promise<Result> {
		const { simulator } = this;
		let isDone = false;
		const done = () => {
			isDone = true;
		};
		task.then(done, done);
		while (!isDone && this.simulator === simulator) {
			await realTime(2);
			if (!isDone) await this.pass(step);
		}
		return await task;
	}

	/** A customer pays a till. */
	async pay(reference: string, more: object = {}): Promise<void> {
		await this.simulator.payTill({ tillNumber: 'K000123', amount: 100, reference, ...more });
	}

	/** Sets only n8n's clock. */
	setClock(ahead: number): void {
		jest.setSystemTime(this.clock.now() + ahead);
	}

	/** n8n's database rejects the execution of a poll that finds a payment. */
	async rejectExecution(reference: string): Promise<void> {
		await this.pay(reference);
		this.database.refuses = true;
		await this.pollAfter();
		this.database.refuses = false;
	}

	/** Another process continues with what the database holds. */
	async takeOver(): Promise<void> {
		this.editCursor(({ last, ...cursor }) => ({
			...cursor,
			...(last !== undefined && { last: { ...(last as object), process: 'another' } }),
		}));
		restartProcess();
		await this.activate({}, 'init');
	}

	/** n8n is killed and started again: the new process knows only what the database holds. */
	async kill(parameters: Parameters = {}): Promise<void> {
		restartProcess();
		await this.activate(parameters, 'init');
	}

	/** Changes the cursor in the database. */
	editCursor(change: (cursor: Record<string, unknown>) => unknown): void {
		for (const data of Object.values(this.database.staticData) as Array<Record<string, unknown>>) {
			data['cursor'] = change(data['cursor'] as Record<string, unknown>);
		}
	}

	/** The node's data in the process, as JSON. */
	get nodeData(): string {
		return JSON.stringify(this.poller.workflow.staticData);
	}

	/** The references with which each execution began. */
	get executions(): unknown[][] {
		return this.database.executions.map((items) => items.map(({ reference }) => reference));
	}

	/** The references with which all executions began. */
	get emitted(): unknown[] {
		return this.executions.flat();
	}

	/** The references that left the trigger in each execution. */
	async outputs(): Promise<unknown[][]> {
		const outputs = await Promise.all(this.database.outputs);
		return outputs.map((items) => items.map(({ json }) => json['reference']));
	}

	/** The bodies of all polling requests. */
	get requests(): Array<Record<string, unknown>> {
		return this.simulator.requests
			.filter(({ method, path }) => method === 'POST' && path.includes('/polling'))
			.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
	}

	/** The periods of all polling requests, in seconds since the epoch. */
	get periods(): Array<[from: number, to: number]> {
		const secondsIn = (time: unknown) => Date.parse(String(time)) / 1000;
		return this.requests.map(({ from_time, to_time }) => [
			secondsIn(from_time),
			secondsIn(to_time),
		]);
	}

	/** In seconds since the epoch. */
	get now(): number {
		return Math.floor(this.clock.now() / 1000);
	}
}

/** A new environment for each test of a file. */
export function usePollingEnvironment(): PollingEnvironment {
	const environment = new PollingEnvironment();
	beforeEach(async () => await environment.open());
	afterEach(async () => await environment.close());
	return environment;
}

/** The path of all requests that poll. */
export const polling = /polling/;

export const withOptions = (options: object) => ({ options }) as Parameters;
