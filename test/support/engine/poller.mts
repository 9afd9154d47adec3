import type { WorkflowActivateMode } from 'n8n-workflow';
import { setTimeout as realTime } from 'node:timers/promises';

import { manualClock, type ManualClock } from '../../simulator/clock.mts';
import { startSimulator, type Simulator } from '../../simulator/simulator.mts';
import type { CredentialStore } from './credential-store.mts';
import type { Parameters } from './node-types.mts';
import { emptyDatabase, pollingWorkflow, type PollerDatabase } from './poll.mts';
import { credentialsFor } from './setup.mts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

/** A year: no test has to renew its token, however far it moves the clock. */
const LONG = 365 * 24 * 60 * 60;

/** Milliseconds by which time passes at once while something is waited for. */
const step = 500;

let workflows = 0;

type Poller = Awaited<ReturnType<typeof pollingWorkflow>>;

/** A Kopo Kopo, an n8n that polls it, and the time that both live in. */
export class Bench {
	clock!: ManualClock;

	simulator!: Simulator;

	database!: PollerDatabase;

	poller!: Poller;

	credentials!: CredentialStore;

	private id = '';

	/** Opens before a test: n8n is not polling yet. */
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
			tokenLifetime: LONG,
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

	/** Starts n8n, or starts it again, from what its database holds. */
	async start(parameters: Parameters = {}, more: { name?: string; timezone?: string } = {}) {
		const { credentials, database, id } = this;
		this.poller = await pollingWorkflow(credentials, parameters, database, { id, ...more });
		return this.poller;
	}

	/** Starts it and activates the workflow. */
	async activate(
		parameters: Parameters = {},
		mode: WorkflowActivateMode = 'activate',
		more: { name?: string; timezone?: string } = {},
	): Promise<void> {
		const { activate } = await this.start(parameters, more);
		await this.during(activate(mode));
	}

	/** Polls after some time has passed. */
	async pollAfter(milliseconds = MINUTE): Promise<void> {
		await this.pass(milliseconds);
		await this.during(this.poller.poll());
	}

	/** Time passes, for everybody. */
	async pass(milliseconds: number): Promise<void> {
		jest.advanceTimersByTime(milliseconds);
		await this.clock.advance(milliseconds);
	}

	/** Time passes until something is done, or until the test has timed out. */
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

	/** References of what each execution began with. */
	get executions(): unknown[][] {
		return this.database.executions.map((items) => items.map(({ reference }) => reference));
	}

	/** References of what went on from the trigger in each execution. */
	async wentOn(): Promise<unknown[][]> {
		const outputs = await Promise.all(this.database.outputs);
		return outputs.map((items) => items.map(({ json }) => json['reference']));
	}

	/** References of what all executions began with. */
	get emitted(): unknown[] {
		return this.executions.flat();
	}

	/** The times that were asked for. */
	get asked(): Array<Record<string, unknown>> {
		return this.simulator.requests
			.filter(({ method, path }) => method === 'POST' && path.includes('/polling'))
			.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
	}
}

/** A bench for each test of a file. */
export function useBench(): Bench {
	const bench = new Bench();
	beforeEach(async () => await bench.open());
	afterEach(async () => await bench.close());
	return bench;
}
