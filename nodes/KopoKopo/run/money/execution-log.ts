import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { apiOrigin } from '../../api/environments';
import { InputError } from '../../api/input-error';
import { isSafeToRetry, RequestFailure, type Failure } from '../../api/request-failure';
import { agentArguments, agentItem, agentItemCount, agentRun, isTool } from '../../n8n/agent';
import { nodeContext } from '../../n8n/node-context';
import { runIndex } from '../../n8n/run-index';
import { centsOf } from './limits';
import type { PreparedRequest } from './payment';

/** What happened to an item in an earlier attempt. */
export type Earlier = { accepted: IDataObject[] } | { unknown: Failure };

/** If n8n stops now, the stored entry shows that the request may have been sent. */
interface InFlight {
	sending: true;
}

type Entry = (Earlier | InFlight) & { operation: string; origin?: string };

interface Reservation {
	slots: readonly string[];
	cents: number;
}

interface StoredLog {
	/** By slot, see `slotsOf`. */
	entries: Record<string, Entry>;
	/** What identifies the execution for its Retry, see `isFirstRetry`. */
	execution?: string;
	/** What an AI agent has asked for in this execution, see `reserve`. */
	reserved?: Reservation[];
	/** This and all below belong to the crash log. Hash of the payments of all runs of the node so far. */
	chain: string;
	/** Whether all runs so far were new, or had the same list as before n8n stopped. */
	isTrusted: boolean;
	isAfterCrash?: boolean;
	/** Whether the entries of the runs from here on were removed. */
	isInGap?: boolean;
}

const inFlightBySlot = new WeakMap<StoredLog, Map<string, Promise<unknown>>>();

export const interrupted: Failure = {
	outcome: 'unknown',
	message: 'n8n stopped while it was sending this payment in an earlier attempt of this execution.',
	advice: '',
};

/** The call may repeat the earlier one, or be for another of the agent's items: n8n does not tell. */
const equalCall = (items: number): InputError =>
	new InputError(
		`An equal payment was sent earlier in this execution, and the agent, which runs for ${items} items, does not say which item this one is for.`,
		'If it is another payment, give this tool an Idempotency Key with something from each item, or run the agent for one item at a time. The latest AI Agent node needs neither.',
	);

const originOf = ({ item }: PreparedRequest): string => apiOrigin(item.credentials);

const digest = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64');

/** Outcomes of requests that move money, which n8n stores with the execution and copies to its Retry. */
export class ExecutionLog {
	readonly stored: StoredLog;

	readonly isAgentCall: boolean;

	private readonly run: string;

	private readonly reservations = new Map<PreparedRequest, Reservation>();

	private readonly transmitted = new Set<PreparedRequest>();

	/** How many items of an agent this call may be for, if n8n does not tell which one. */
	private readonly possibleItems: number = 1;

	constructor(
		private readonly context: IExecuteFunctions,
		node: INode,
		readonly operation: string,
	) {
		const data = nodeContext(context);
		this.stored = (data.executionLog ??= { entries: {}, chain: '', isTrusted: true }) as StoredLog;
		this.isAgentCall = isTool(node);
		this.run = String(this.runIndex);
		if (!this.isAgentCall) return;
		const item = agentItem(context);
		if (item === undefined) this.possibleItems = agentItemCount(context);
		this.run = [agentRun(context), item].join(' ');
	}

	get runIndex(): number {
		return runIndex(this.context);
	}

	// A call of an agent has two slots: what it asks for, and what is sent. An item of a run has one, which does not
	// depend on the request: an expression such as `$now` changes that in a Retry.
	slotsOf({ item, request }: PreparedRequest): string[] {
		if (!this.isAgentCall) return [`${this.run} ${item.index}`];
		const asked = agentArguments(this.context, item.index);
		const { method, path, json } = request;
		const key = this.possibleItems > 1 ? [item.settings.idempotencyKey] : [];
		return [
			[asked, ...key],
			[method, path, json, ...key],
		].map((part) => `${this.run} ${digest(part)}`);
	}

	/** By the index of the item, also of those that cannot be prepared any more. Not for a call of an agent, which is one item. */
	earlierOutcomes(): Map<number, Earlier> {
		const outcomes = new Map<number, Earlier>();
		for (const [slot, entry] of Object.entries(this.stored.entries)) {
			const [run, index] = slot.split(' ');
			if (this.isAgentCall || run !== this.run) continue;
			outcomes.set(Number(index), 'sending' in entry ? { unknown: interrupted } : entry);
		}
		return outcomes;
	}

	find(one: PreparedRequest): Earlier | undefined {
		const entry = this.entryOf(one);
		if (!entry || !('sending' in entry)) return entry;
		return this.inFlightIn(this.slotsOf(one)) ? undefined : { unknown: interrupted };
	}

	otherOperation(one: PreparedRequest): string | undefined {
		const operation = this.entryOf(one)?.operation;
		return operation === this.operation ? undefined : operation;
	}

	/** The other API that accepted this item: n8n reads the credential again in a Retry. */
	otherOrigin(one: PreparedRequest): string | undefined {
		const entry = this.entryOf(one);
		if (!entry || !('accepted' in entry)) return undefined;
		return entry.origin === originOf(one) ? undefined : entry.origin;
	}

	/** Only a request that was certainly not accepted is sent again. */
	async sendOnce(one: PreparedRequest, send: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
		const slots = this.slotsOf(one);
		for (;;) {
			const earlier = this.find(one);
			if (earlier && 'accepted' in earlier && this.isAmbiguous(one)) {
				throw equalCall(this.possibleItems);
			}
			if (earlier) return replay(earlier);
			const other = this.inFlightIn(slots);
			if (!other) break;
			await other.catch(() => undefined);
		}
		this.set(one, slots, { sending: true });
		this.transmitted.add(one);
		const response = send().then(
			(accepted) => {
				this.set(one, slots, { accepted });
				return accepted;
			},
			(error: unknown) => {
				const failure = error instanceof RequestFailure ? error.failure : interrupted;
				this.set(one, slots, isSafeToRetry(error) ? undefined : { unknown: failure });
				throw error;
			},
		);
		const requests = inFlightBySlot.get(this.stored) ?? new Map<string, Promise<unknown>>();
		inFlightBySlot.set(this.stored, requests);
		for (const slot of slots) requests.set(slot, response);
		return structuredClone(await response);
	}

	markUnknown(one: PreparedRequest, unknown: Failure): void {
		this.set(one, this.slotsOf(one), { unknown });
	}

	/**
	 * The calls of an agent are one run each, and may overlap, so a limit for their total counts each from here on.
	 * A call that repeats another one sends nothing more. @returns the cents that the agent asked for in other calls
	 */
	reserve(payments: readonly PreparedRequest[]): number {
		if (!this.isAgentCall) return 0;
		const own = new Set(payments.flatMap((one) => this.slotsOf(one)));
		const others = (this.stored.reserved ?? []).filter(
			({ slots }) => !slots.some((slot) => own.has(slot)),
		);
		for (const one of payments.filter((payment) => !this.find(payment))) {
			const reservation = { slots: this.slotsOf(one), cents: centsOf(one) ?? 0 };
			this.reservations.set(one, reservation);
			(this.stored.reserved ??= []).push(reservation);
		}
		return others.reduce((sum, { cents }) => sum + cents, 0);
	}

	/** Keeps the amounts of the calls that were sent, unless they were certainly not accepted. */
	release(): void {
		const unused = new Set<Reservation>();
		for (const [one, reservation] of this.reservations) {
			if (!this.transmitted.has(one) || !this.find(one)) unused.add(reservation);
		}
		this.stored.reserved = this.stored.reserved?.filter((one) => !unused.has(one));
	}

	/** Drops the outcomes of a run that n8n will not retry. An agent may repeat any call, so its outcomes stay. */
	forget(): void {
		if (this.isAgentCall) return;
		const { entries } = this.stored;
		for (const slot of Object.keys(entries)) {
			if (slot.startsWith(`${this.run} `)) delete entries[slot];
		}
	}

	private isAmbiguous({ item }: PreparedRequest): boolean {
		return this.possibleItems > 1 && item.settings.idempotencyKey === undefined;
	}

	private entryOf(one: PreparedRequest): Entry | undefined {
		const { entries } = this.stored;
		const slot = this.slotsOf(one).find((name) => Object.hasOwn(entries, name));
		return slot === undefined ? undefined : entries[slot];
	}

	private inFlightIn(slots: readonly string[]): Promise<unknown> | undefined {
		const requests = inFlightBySlot.get(this.stored);
		return slots.map((slot) => requests?.get(slot)).find(Boolean);
	}

	private set(
		one: PreparedRequest,
		slots: readonly string[],
		state: Earlier | InFlight | undefined,
	): void {
		const { entries } = this.stored;
		const sentWith = { operation: this.operation, origin: originOf(one) };
		for (const slot of slots) {
			if (state) entries[slot] = { ...state, ...sentWith };
			else delete entries[slot];
			inFlightBySlot.get(this.stored)?.delete(slot);
		}
	}
}

function replay(earlier: Earlier): IDataObject[] {
	if ('accepted' in earlier) return structuredClone(earlier.accepted);
	throw new RequestFailure(earlier.unknown);
}
