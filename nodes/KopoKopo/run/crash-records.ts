import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../api/failure';
import type { ApiRequest } from '../api/send';
import type { Records } from './records';

/** What becomes of an item that an execution before may have sent. */
export const cutOffExecution: Failure = {
	fate: 'unknown',
	what: 'An earlier try of this execution was cut off: Kopo Kopo may not have received this',
	advice: 'Look it up.',
};

/** An item that is about to be sent. */
interface Sending {
	request: ApiRequest;
	/** Where it stands in its execution. */
	places: readonly string[];
}

/** The records of an item. */
interface Names {
	/** Recorded by this execution, or one that it takes up again, and by no other. */
	exact: string[];
	/** What another execution may have recorded just so, where nothing tells them apart. */
	likely?: string;
}

/** How many executions of this process hold a record that others may hold as well. */
const holders = new Map<string, number>();

/** How many payments of a kind the runs before this one have made. */
type Counts = Record<string, number>;

/** What identifies money: what is asked for, how much and for whom, without what the execution adds to it. */
function moneyOf({ path, json = {} }: ApiRequest): string {
	const money: IDataObject = { ...json };
	delete money._links;
	delete money.metadata;
	const digest = createHash('sha256').update(JSON.stringify([path, money]));
	return digest.digest('base64').slice(0, 16);
}

/**
 * What is about to move money, as n8n's database remembers it beyond a crash.
 *
 * What is kept with an execution (`sent-before`) is gone where its process dies, and where n8n cannot store
 * it; its Retry then begins anew. n8n 2.14 and later give an execution a token when they store it first, which
 * goes on to its Retry and to the Retry of that, and shows in `$execution.resumeUrl`: by this token it is
 * known what they are about to send. Before, a stalled job is known by the execution's id; a Retry has a new one,
 * and is known by the money alone.
 *
 * Records go once n8n has stored the execution, so that they push out no idempotency keys. Those of a Retry
 * stay: the first execution can be retried once more.
 */
export class CrashRecords {
	private readonly token: string | undefined;

	private readonly execution: string;

	private readonly isRetry: boolean;

	/** Kept with the execution. */
	private readonly before: Counts;

	private readonly names = new Map<Sending, Names>();

	private readonly held = new Set<string>();

	/** How many payments of a kind this run makes. */
	private readonly counts: Counts = {};

	constructor(
		context: IExecuteFunctions,
		private readonly records: Records,
		/** Whether two calls of one execution may be under way at once. */
		private readonly isTool: boolean,
	) {
		const { $execution } = context.getWorkflowDataProxy(0) as {
			$execution?: { resumeUrl?: string };
		};
		this.token = /[?&]signature=([^&]+)/.exec($execution?.resumeUrl ?? '')?.[1];
		this.execution = this.token ?? String(context.getExecutionId());
		this.isRetry = context.getMode() === 'retry';
		const data = context.getContext('node');
		this.before = (data.payments ??= {}) as Counts;
	}

	/** What to record of an item. */
	notesOf(sending: Sending): string[] {
		const money = moneyOf(sending.request);
		const count = (this.counts[money] = (this.counts[money] ?? 0) + 1) + (this.before[money] ?? 0);
		const payment = `${money} ${count}`;
		const exact = sending.places.map((place) => `run ${this.execution} ${place}`);
		// Where the list is another one when it is tried again, the places are those of others.
		if (!this.isTool) exact.push(`payment ${this.execution} ${payment}`);
		const names: Names = { exact, ...(!this.token && { likely: `payment ${payment}` }) };
		this.names.set(sending, names);
		return this.all(names);
	}

	/** Whether an execution before may have sent an item, by what was not recorded before. */
	mayHaveBeenSent(sending: Sending, added: ReadonlySet<string>): boolean {
		const { exact, likely } = this.names.get(sending)!;
		const isFound = (name: string) => !added.has(name);
		return exact.some(isFound) || (this.isRetry && likely !== undefined && isFound(likely));
	}

	/** Holds what was recorded for this run. */
	hold(added: ReadonlySet<string>): void {
		for (const name of new Set([...this.names.values()].flatMap(this.all))) {
			const place = this.placeOf(name);
			const others = holders.get(place) ?? 0;
			if (!added.has(name) && others === 0) continue;
			holders.set(place, others + 1);
			this.held.add(name);
		}
		this.records.endWith(() => {
			const free = this.release([...this.held]);
			return this.isRetry && this.token ? [] : free;
		});
	}

	/** Takes back the records of what was certainly not accepted. */
	async giveBack(unsent: readonly Sending[]): Promise<void> {
		const names = unsent.flatMap((sending) => this.all(this.names.get(sending) ?? { exact: [] }));
		const free = this.release(names.filter((name) => this.held.has(name)));
		// What cannot be removed stays recorded: better never sent than sent twice.
		await this.records.remove(free).catch(() => undefined);
	}

	/** Counts the payments of a run that n8n has no reason to try again. */
	count(): void {
		for (const [money, count] of Object.entries(this.counts)) {
			this.before[money] = (this.before[money] ?? 0) + count;
		}
	}

	private readonly all = ({ exact, likely }: Names): string[] =>
		likely === undefined ? exact : [...exact, likely];

	private readonly placeOf = (name: string): string => `${this.records.place} ${name}`;

	/** Those that nobody in this process holds any more. */
	private release(names: readonly string[]): string[] {
		return names.filter((name) => {
			const place = this.placeOf(name);
			const others = (holders.get(place) ?? 1) - 1;
			if (others > 0) holders.set(place, others);
			else holders.delete(place);
			this.held.delete(name);
			return others === 0;
		});
	}
}
