import {
	NodeOperationError,
	type INode,
	type NodeApiError,
	type INodeExecutionData,
} from 'n8n-workflow';

import { RequestFailure } from '../api/failure';
import { explain, inOne, isDoubtful } from '../api/node-error';
import { Refusal } from '../api/refusal';
import type { Runnable } from './call';

/** What became of an item's request. */
export type State = 'accepted' | 'refused' | 'doubtful' | 'notSent';

/** As they are told, in this order. */
const stateNames: Readonly<Record<State, string>> = {
	accepted: 'accepted',
	refused: 'refused',
	doubtful: 'doubtful',
	notSent: 'not sent',
};

const ended = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

type NodeError = NodeApiError | NodeOperationError;

/** What became of the items of a run, and the words for it. */
export class Report {
	private readonly states: State[];

	private readonly causes = new Map<number, unknown>();

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

	accepted(item: number): void {
		this.states[item] = 'accepted';
	}

	/** An item that failed before its request was sent. */
	notSent(item: number, cause: unknown): void {
		this.causes.set(item, cause);
	}

	/** An item that failed then or later; where its request was accepted before, that stays so. */
	failed(item: number, cause: unknown): void {
		this.causes.set(item, cause);
		if (this.states[item] !== 'accepted') this.states[item] = this.stateAfter(cause);
	}

	private stateAfter(cause: unknown): State {
		if (cause instanceof Refusal) return 'notSent';
		if (!(cause instanceof RequestFailure)) return 'doubtful';
		const { failure } = cause;
		if (isDoubtful(failure, this.operation.call.movesMoney)) return 'doubtful';
		return failure.fate === 'unknown' ? 'doubtful' : failure.fate;
	}

	/** What became of all items, where there are several. */
	private get tally(): string | undefined {
		const { length } = this.states;
		if (length < 2) return undefined;
		const counts = Object.entries(stateNames).map(([state, name]) => {
			const count = this.states.filter((one) => one === state).length;
			return `${count} ${name}`;
		});
		return `Of ${length} items: ${counts.join(', ')}.${this.wayOut}`;
	}

	/** What to do where some have moved money and others have not. */
	private get wayOut(): string {
		const hasMoved = this.states.some((state) => state === 'accepted' || state === 'doubtful');
		return hasMoved && this.operation.call.movesMoney
			? ' Retry this execution from the executions list: that sends nothing twice. A new execution would send all of them.'
			: '';
	}

	/** Which of several items one is: n8n counts them from 0 in its errors, and names none that is alone. */
	private placeOf(item: number): string | undefined {
		return this.states.length > 1 ? `[item ${item}]` : undefined;
	}

	/** The error of an item, with what became of the others where these were stopped for it. */
	private errorAt(item: number, others?: string): NodeError {
		const cause = this.causes.get(item);
		const place = this.placeOf(item);
		// What was accepted moves no more money, whatever failed after that.
		const movesMoney = this.operation.call.movesMoney && this.states[item] !== 'accepted';
		if (cause instanceof RequestFailure) {
			return explain(this.node, cause.failure, { itemIndex: item, place, movesMoney, others });
		}
		if (cause instanceof Refusal) {
			const { message, advice } = cause;
			const words = inOne(`${message}.`, advice, others, place);
			return new NodeOperationError(this.node, words, {
				itemIndex: item,
				description: advice,
			});
		}
		return this.unforeseen(cause as Error, item, others);
	}

	/** An error of n8n, or one that nobody foresaw: it says what it says, and which item it is about. */
	private unforeseen(cause: Error, item: number, others?: string): NodeError {
		const taken =
			this.operation.call.movesMoney && this.states[item] === 'accepted'
				? 'Kopo Kopo took the request: do not send it again.'
				: undefined;
		const words = inOne(ended(cause.message), taken, others, this.placeOf(item));
		const description = (cause as NodeApiError).description ?? undefined;
		const error = new NodeOperationError(this.node, words, { itemIndex: item, description });
		error.stack = cause.stack;
		return error;
	}

	/** The error that ends the run. */
	error(): NodeError {
		return this.errorAt(Math.min(...this.causes.keys()), this.tally);
	}

	/**
	 * What an item gives that failed where the workflow goes on. n8n would leave out which item it was, and
	 * nodes further on could not find back to it.
	 */
	failedItem(item: number): INodeExecutionData {
		return { json: {}, error: this.errorAt(item), pairedItem: { item } };
	}
}
