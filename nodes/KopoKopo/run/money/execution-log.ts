import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { isSafeToRetry, RequestFailure, type Failure } from '../../api/request-failure';
import { agentArguments, agentItem, agentItems, agentRun, isTool } from '../../n8n/agent';
import { nodeContext } from '../../n8n/node-context';
import { runIndex } from '../../n8n/run-index';
import type { Prepared } from './payment';

/** The outcome of a request that is not sent again. */
type Outcome = { accepted: IDataObject[] } | { unknown: Failure };

/** Before there is an outcome: if n8n stops now, what it stored shows that the request was under way. */
interface Sending {
	sending: true;
}

type Entry = (Outcome | Sending) & { operation: string };

/** Stored by n8n with the execution, as JSON. */
interface Log {
	entries: Record<string, Entry>;
	/** Of the crash log: the chain up to the last run of the node. */
	chain: string;
	/** Of the crash log: whether all runs were new, or the same as before n8n stopped. */
	isTrusted: boolean;
	/** Of the crash log: whether a run was the same as one before n8n stopped. */
	isAfterCrash?: boolean;
	/** Of the crash log: whether the entries of the runs from here on were removed. */
	isInGap?: boolean;
}

/** Requests of this process that are under way, by slot. */
const underWay = new WeakMap<Log, Map<string, Promise<unknown>>>();

export const interrupted: Failure = {
	outcome: 'unknown',
	what: 'n8n stopped during an earlier try of this execution. Kopo Kopo may not have received this payment',
	advice: '',
};

/** What one item of an agent was paid, another one asks for, as far as n8n tells. */
const equalCall = (items: number): InputError =>
	new InputError(
		`An equal payment was sent earlier in this execution. The agent runs for ${items} items, and does not tell for which of them it asks`,
		'If it is another payment, give this tool an Idempotency Key with something from each item, or run the agent for one item at a time. The newest AI Agent node needs neither.',
	);

const digest = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64');

/**
 * The outcomes of this execution's requests that move money. n8n keeps them with the execution's data
 * (`getContext`) during Retry On Fail, and passes them on to the Retry of a failed execution.
 */
export class ExecutionLog {
	readonly log: Log;

	readonly isAgentCall: boolean;

	private readonly run: string;

	/** How many items an agent may mean, if n8n does not tell which one it is. */
	private readonly possibleItems: number = 1;

	constructor(
		private readonly context: IExecuteFunctions,
		node: INode,
		readonly operation: string,
	) {
		const data = nodeContext(context);
		this.log = (data.executionLog ??= { entries: {}, chain: '', isTrusted: true }) as Log;
		this.isAgentCall = isTool(node);
		this.run = String(this.runIndex);
		if (!this.isAgentCall) return;
		const item = agentItem(context);
		if (item === undefined) this.possibleItems = agentItems(context);
		this.run = [agentRun(context), item].join(' ');
	}

	get runIndex(): number {
		return runIndex(this.context);
	}

	/**
	 * Where an item's outcome is kept. A run of the node has one slot per item, even if an expression such as
	 * `$now` changes the request. Calls of an agent have two: what the agent asks for, and what is sent.
	 */
	slotsOf({ item, request }: Prepared): string[] {
		if (!this.isAgentCall) return [`${this.run} ${item.index}`];
		const asked = agentArguments(this.context, item.index);
		const { method, path, json } = request;
		const key = this.possibleItems > 1 ? [item.values.idempotencyKey] : [];
		return [
			[asked, ...key],
			[method, path, json, ...key],
		].map((part) => `${this.run} ${digest(part)}`);
	}

	/** The outcome of an item's request earlier in this execution. */
	find(one: Prepared): Outcome | undefined {
		const entry = this.entryOf(one);
		if (!entry || !('sending' in entry)) return entry;
		return this.inProcess(this.slotsOf(one)) ? undefined : { unknown: interrupted };
	}

	/** The operation under which an item was sent, if the node is set to another one now. */
	otherOperation(one: Prepared): string | undefined {
		const operation = this.entryOf(one)?.operation;
		return operation === this.operation ? undefined : operation;
	}

	/**
	 * Sends an item's request at most once: an accepted one returns its first acknowledgement again, and one
	 * with an unknown outcome fails. Only a request that was certainly not accepted is sent again.
	 */
	async sendOnce(one: Prepared, send: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
		const slots = this.slotsOf(one);
		for (;;) {
			const earlier = this.find(one);
			if (earlier && 'accepted' in earlier && this.isAmbiguous(one)) {
				throw equalCall(this.possibleItems);
			}
			if (earlier) return replay(earlier);
			const other = this.inProcess(slots);
			if (!other) break;
			await other.catch(() => undefined);
		}
		this.set(slots, { sending: true });
		const answer = send().then(
			(accepted) => {
				this.set(slots, { accepted });
				return accepted;
			},
			(error: unknown) => {
				const failure = error instanceof RequestFailure ? error.failure : interrupted;
				this.set(slots, isSafeToRetry(error) ? undefined : { unknown: failure });
				throw error;
			},
		);
		const open = underWay.get(this.log) ?? new Map<string, Promise<unknown>>();
		underWay.set(this.log, open);
		for (const slot of slots) open.set(slot, answer);
		return structuredClone(await answer);
	}

	markUnknown(one: Prepared, unknown: Failure): void {
		this.set(this.slotsOf(one), { unknown });
	}

	/** Drops the outcomes of a run that n8n will not retry. An agent may repeat any of its calls. */
	forget(): void {
		if (this.isAgentCall) return;
		const { entries } = this.log;
		for (const slot of Object.keys(entries)) {
			if (slot.startsWith(`${this.run} `)) delete entries[slot];
		}
	}

	private isAmbiguous({ item }: Prepared): boolean {
		return this.possibleItems > 1 && item.values.idempotencyKey === undefined;
	}

	private entryOf(one: Prepared): Entry | undefined {
		const { entries } = this.log;
		const slot = this.slotsOf(one).find((name) => Object.hasOwn(entries, name));
		return slot === undefined ? undefined : entries[slot];
	}

	private inProcess(slots: readonly string[]): Promise<unknown> | undefined {
		const open = underWay.get(this.log);
		return slots.map((slot) => open?.get(slot)).find(Boolean);
	}

	private set(slots: readonly string[], outcome: Outcome | Sending | undefined): void {
		const { entries } = this.log;
		for (const slot of slots) {
			if (outcome) entries[slot] = { ...outcome, operation: this.operation };
			else delete entries[slot];
			underWay.get(this.log)?.delete(slot);
		}
	}
}

function replay(outcome: Outcome): IDataObject[] {
	if ('accepted' in outcome) return structuredClone(outcome.accepted);
	throw new RequestFailure(outcome.unknown);
}
