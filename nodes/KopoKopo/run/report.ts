import {
	NodeOperationError,
	type INode,
	type NodeApiError,
	type INodeExecutionData,
} from 'n8n-workflow';

import { InputError } from '../api/input-error';
import { toNodeError, joinSentences, mayHaveMovedMoney } from '../api/node-error';
import { RequestFailure } from '../api/request-failure';
import type { Runnable } from './call';

/** The outcome of an item's request. */
export type State = 'accepted' | 'rejected' | 'unknown' | 'notSent';

/** As errors name them, in this order. */
const stateNames: Readonly<Record<State, string>> = {
	accepted: 'accepted',
	rejected: 'rejected',
	unknown: 'unknown',
	notSent: 'not sent',
};

/** Most input errors that one error lists. */
const mostListed = 10;

const ended = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

const nothingSent = 'Nothing was sent.';

type NodeError = NodeApiError | NodeOperationError;

function operationError(
	node: INode,
	message: string,
	itemIndex: number,
	description: string | undefined,
): NodeOperationError {
	const error = new NodeOperationError(node, message, { itemIndex, description });
	// n8n replaces a message that holds a code such as ECONNREFUSED.
	error.message = message;
	return error;
}

/** The outcomes of a run's items, and the errors about them. */
export class Report {
	private readonly states: State[];

	private readonly causes = new Map<number, unknown>();

	/** How many items an input error is about. */
	private readonly shared = new Map<InputError, number>();

	constructor(
		private readonly node: INode,
		private readonly operation: Runnable,
		items: number,
	) {
		this.states = Array<State>(items).fill('notSent');
	}

	get hasFailed(): boolean {
		return this.causes.size > 0;
	}

	hasFailedAt(item: number): boolean {
		return this.causes.has(item);
	}

	isAccepted(item: number): boolean {
		return this.states[item] === 'accepted';
	}

	accepted(item: number): void {
		this.states[item] = 'accepted';
	}

	/** An item that failed before its request was sent. */
	notSent(item: number, cause: unknown): void {
		this.setCause(item, cause);
	}

	/** An item that failed then or later; where its request was accepted before, that stays so. */
	failed(item: number, cause: unknown): void {
		this.setCause(item, cause);
		if (this.states[item] !== 'accepted') this.states[item] = this.stateAfter(cause);
	}

	private setCause(item: number, cause: unknown): void {
		this.causes.set(item, cause);
		if (cause instanceof InputError) this.shared.set(cause, (this.shared.get(cause) ?? 0) + 1);
	}

	private stateAfter(cause: unknown): State {
		if (cause instanceof InputError) return 'notSent';
		if (!(cause instanceof RequestFailure)) return 'unknown';
		const { failure } = cause;
		if (mayHaveMovedMoney(failure, this.operation.call.movesMoney)) return 'unknown';
		return failure.outcome;
	}

	/** The outcomes of all items, if there are several. */
	private get tally(): string | undefined {
		const { length } = this.states;
		if (length < 2) return undefined;
		if (this.states.every((state) => state === 'notSent')) return nothingSent;
		const counts = Object.entries(stateNames).map(([state, name]) => {
			const count = this.states.filter((one) => one === state).length;
			return `${count} ${name}`;
		});
		return `Of ${length} items: ${counts.join(', ')}.${this.wayOut}`;
	}

	/** What to do if some items have moved money and others have not. */
	private get wayOut(): string {
		const hasMoved = this.states.some((state) => state === 'accepted' || state === 'unknown');
		return hasMoved && this.operation.call.movesMoney
			? ' To send only what did not go through, retry this execution from the executions list. A new execution sends every item again, unless it has an Idempotency Key.'
			: '';
	}

	/** Which of several items an error is about, counted from 1; nothing if its cause is the same for others. */
	private labelOf(item: number): string {
		const { length } = this.states;
		const cause = this.causes.get(item);
		const isShared = cause instanceof InputError && (this.shared.get(cause) ?? 0) > 1;
		return length > 1 && !isShared ? `Item ${item + 1} of ${length}: ` : '';
	}

	/** The error of an item, with the outcomes of the others if they were stopped because of it. */
	private errorAt(item: number, others?: string): NodeError {
		const cause = this.causes.get(item);
		const label = this.labelOf(item);
		// What was accepted moves no more money, whatever failed after that.
		const movesMoney = this.operation.call.movesMoney && this.states[item] !== 'accepted';
		if (cause instanceof RequestFailure) {
			return toNodeError(this.node, cause.failure, { itemIndex: item, label, movesMoney, others });
		}
		if (cause instanceof InputError) {
			const words = joinSentences(`${label}${cause.message}.`, cause.advice, others);
			return operationError(this.node, words, item, cause.advice);
		}
		return this.unforeseen(cause as Error, item, others);
	}

	/** An error of n8n, or one that nobody foresaw: it says what it says, and which item it is about. */
	private unforeseen(cause: Error, item: number, others?: string): NodeError {
		const taken =
			this.operation.call.movesMoney && this.states[item] === 'accepted'
				? 'Kopo Kopo took the request: do not send it again.'
				: undefined;
		const words = joinSentences(`${this.labelOf(item)}${ended(cause.message)}`, taken, others);
		const description = (cause as NodeApiError).description ?? undefined;
		const error = operationError(this.node, words, item, description);
		error.stack = cause.stack;
		return error;
	}

	/** The error that ends the run: of the first item that failed, and of all others with an input error. */
	error(): NodeError {
		const items = [...this.causes.keys()].sort((one, other) => one - other);
		const [first = 0, ...rest] = items;
		const listed = new Set([this.causes.get(first)]);
		const others: string[] = [];
		for (const item of rest) {
			const cause = this.causes.get(item);
			if (!(cause instanceof InputError) || listed.has(cause)) continue;
			listed.add(cause);
			others.push(`${this.labelOf(item)}${cause.message}. ${cause.advice}`.trim());
		}
		const more = others.length - mostListed;
		const have = more === 1 ? 'item has' : 'items have';
		if (more > 0) others.splice(mostListed, more, `${more} more ${have} an input error.`);
		const saysSo = this.errorAt(first).message.includes(nothingSent.slice(0, -1));
		const { tally } = this;
		return this.errorAt(
			first,
			joinSentences(...others, saysSo && tally === nothingSent ? undefined : tally),
		);
	}

	/**
	 * What an item gives that failed where the workflow goes on. n8n would leave out which item it was, and
	 * nodes further on could not find back to it.
	 */
	failedItem(item: number): INodeExecutionData {
		return { json: {}, error: this.errorAt(item), pairedItem: { item } };
	}
}
