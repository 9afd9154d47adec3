import {
	NodeOperationError,
	type INode,
	type NodeApiError,
	type INodeExecutionData,
} from 'n8n-workflow';

import { asSentence, joinSentences } from '../api/error-text';
import { InputError, type Problem } from '../api/input-error';
import { apiError, mayHaveMovedMoney, problemOf, type ErrorText } from '../api/node-error';
import { RequestFailure, type Failure } from '../api/request-failure';
import { isTool } from '../n8n/agent';
import { isOwnCall, type Runnable } from './call';

export type State = 'accepted' | 'rejected' | 'unknown' | 'notSent';

const stateNames: Readonly<Record<State, string>> = {
	accepted: 'accepted',
	rejected: 'rejected',
	unknown: 'unknown',
	notSent: 'not sent',
};

/** Most items with an input error that one error lists after the first one. */
const mostListed = 10;

const nothingSent = 'Nothing was sent.';
/** An earlier attempt, or an earlier run of the node in a loop, may have sent something. */
const retrySentNothing = 'This Retry sent nothing.';
const runSentNothing = 'This run of the node sent nothing.';
const itemNotSent = 'This item was not sent.';

const problemsSentBefore: Readonly<Record<'accepted' | 'unknown', Failure>> = {
	accepted: {
		outcome: 'accepted',
		message: 'An earlier attempt of this execution sent this item, and Kopo Kopo accepted it.',
		advice: 'Do not send it again.',
	},
	unknown: {
		outcome: 'unknown',
		message: 'An earlier attempt of this execution may have sent this item.',
		advice: 'Look for it in the Kopo Kopo dashboard before you send it again.',
	},
};

const retryAdvice =
	'To send only what did not go through, retry this execution from the executions list. A new execution sends every item again, unless it has an Idempotency Key.';
/** Each call of a sub-workflow is a new execution, also in a Retry of its caller. */
const subWorkflowAdvice =
	'To send only what did not go through, retry the execution of this sub-workflow from the executions list. A retry of the workflow that called it sends every item again, unless it has an Idempotency Key.';

export interface Circumstances {
	isRetry?: boolean;
	isLaterRun?: boolean;
	isSubWorkflow?: boolean;
}

type NodeError = NodeApiError | NodeOperationError;

export class Report {
	private readonly states: State[];

	private readonly causes = new Map<number, unknown>();

	private readonly itemsWithCause = new Map<InputError, number>();

	constructor(
		private readonly node: INode,
		private readonly operation: Runnable,
		items: number,
		private readonly circumstances: Circumstances = {},
	) {
		this.states = Array<State>(items).fill('notSent');
	}

	get hasFailed(): boolean {
		return this.causes.size > 0;
	}

	hasFailedAt(item: number): boolean {
		return this.causes.has(item);
	}

	/** For an item that an earlier attempt has sent, which may have had more items. */
	sentBefore(item: number, state: 'accepted' | 'unknown'): void {
		if (this.states[item] !== 'notSent') return;
		this.states[item] = state;
		const cause = this.causes.get(item);
		if (cause instanceof InputError) {
			this.setCause(item, InputError.of([...cause.problems, problemsSentBefore[state]]));
		}
	}

	isAccepted(item: number): boolean {
		return this.states[item] === 'accepted';
	}

	accepted(item: number): void {
		this.states[item] = 'accepted';
	}

	notSent(item: number, cause: unknown): void {
		this.setCause(item, cause);
	}

	/** For an item that failed when it was sent, or later. One that was accepted before stays accepted. */
	failed(item: number, cause: unknown): void {
		this.setCause(item, cause);
		if (this.states[item] !== 'accepted') this.states[item] = this.stateAfter(cause);
	}

	private setCause(item: number, cause: unknown): void {
		this.causes.set(item, cause);
		if (!(cause instanceof InputError)) return;
		this.itemsWithCause.set(cause, (this.itemsWithCause.get(cause) ?? 0) + 1);
	}

	private stateAfter(cause: unknown): State {
		if (cause instanceof InputError) return 'notSent';
		if (!(cause instanceof RequestFailure)) return 'unknown';
		const { failure } = cause;
		if (mayHaveMovedMoney(failure, this.operation.call.movesMoney)) return 'unknown';
		return failure.outcome;
	}

	private get tally(): string | undefined {
		const { length } = this.states;
		if (length < 2 || isOwnCall(this.operation.call)) return undefined;
		if (this.states.every((state) => state === 'notSent')) return this.sentNothing;
		const counts = Object.entries(stateNames).map(([state, name]) => {
			const count = this.states.filter((one) => one === state).length;
			return `${count} ${name}`;
		});
		const isOfRetry = this.circumstances.isRetry && this.states.includes('notSent');
		return `Of ${length} items: ${counts.join(', ')}${isOfRetry ? ' by this Retry' : ''}.`;
	}

	private get sentNothing(): string {
		const { isRetry, isLaterRun } = this.circumstances;
		if (isRetry) return retrySentNothing;
		return isLaterRun ? runSentNothing : nothingSent;
	}

	private get singleNotSent(): string {
		return this.circumstances.isLaterRun ? itemNotSent : nothingSent;
	}

	private get retryAdvice(): string | undefined {
		if (!this.operation.call.movesMoney) return undefined;
		const { isLaterRun, isSubWorkflow } = this.circumstances;
		if (isSubWorkflow) return subWorkflowAdvice;
		const hasMoved = this.states.some((state) => state === 'accepted' || state === 'unknown');
		return isLaterRun || (this.states.length > 1 && hasMoved) ? retryAdvice : undefined;
	}

	/** Which of several items an error is about, counted from 1; empty if others have the same cause. */
	private labelOf(item: number): string {
		const { length } = this.states;
		const cause = this.causes.get(item);
		const isShared = cause instanceof InputError && (this.itemsWithCause.get(cause) ?? 0) > 1;
		return length > 1 && !isShared ? `Item ${item + 1} of ${length}: ` : '';
	}

	private problemsOf(item: number): Problem[] {
		const cause = this.causes.get(item);
		const [first, ...rest] =
			cause instanceof InputError ? cause.problems : [this.problemOf(item, cause)];
		return [{ ...first!, message: `${this.labelOf(item)}${first!.message}` }, ...rest];
	}

	private problemOf(item: number, cause: unknown): Problem {
		const { movesMoney } = this.operation.call;
		const isAccepted = this.isAccepted(item);
		if (cause instanceof RequestFailure) {
			// An accepted request moves no more money, even if something failed later.
			return problemOf(cause.failure, !isAccepted && movesMoney);
		}
		const { message, description } = cause as Error & { description?: string | null };
		const isPaid = movesMoney && isAccepted;
		return {
			message: joinSentences(asSentence(message), isPaid && 'Kopo Kopo accepted the request.'),
			advice: joinSentences(isPaid && 'Do not send it again.', description ?? undefined),
		};
	}

	/** An input error is not meant: its message says what is wrong with the item. */
	private neverLeftN8n(item: number): boolean {
		const cause = this.causes.get(item);
		return cause instanceof RequestFailure && cause.failure.outcome === 'notSent';
	}

	private errorAt(item: number, text: ErrorText, itemIndex?: number): NodeError {
		const cause = this.causes.get(item);
		if (cause instanceof RequestFailure) {
			return apiError(this.node, cause.failure, text, itemIndex);
		}
		const { message, description } = text;
		const error = new NodeOperationError(this.node, message, { itemIndex, description });
		// n8n replaces a message that holds a code such as ECONNREFUSED.
		error.message = message;
		if (!(cause instanceof InputError)) error.stack = (cause as Error).stack;
		return error;
	}

	/** The error that ends the run: of the first item that failed, and of all others with an input error. */
	error(): NodeError {
		const [first = 0, ...rest] = [...this.causes.keys()].sort((one, other) => one - other);
		const listed = new Map([[this.causes.get(first), first]]);
		for (const item of rest) {
			const cause = this.causes.get(item);
			if (cause instanceof InputError && !listed.has(cause)) listed.set(cause, item);
		}
		const items = [...listed.values()];
		const problems = items.slice(0, 1 + mostListed).flatMap((item) => this.problemsOf(item));
		const unlisted = items.length - 1 - mostListed;
		const messages = problems.map(({ message }) => message);
		if (unlisted > 0) {
			const have = unlisted === 1 ? 'item has' : 'items have';
			messages.push(`${unlisted} more ${have} an input error.`);
		}
		const isSingle = this.states.length === 1;
		const tally = isSingle && this.neverLeftN8n(first) ? this.singleNotSent : this.tally;
		const isSaid =
			(tally === nothingSent || tally === this.sentNothing) &&
			messages.some((message) => message.includes(nothingSent.slice(0, -1)));
		if (tally && !isSaid) messages.push(tally);
		const advice = joinSentences(...new Set(problems.map((one) => one.advice)), this.retryAdvice);
		const message = joinSentences(...messages);
		const text = isTool(this.node)
			? { message: joinSentences(message, advice) }
			: { message, description: advice };
		// n8n's editor would add "[item 1]" for the second of several items.
		return this.errorAt(first, text, isSingle && !this.node.executeOnce ? first : undefined);
	}

	/**
	 * What an item returns that failed if the workflow continues. n8n would not say which item it was, and could not
	 * link it to its input item.
	 */
	failedItem(item: number): INodeExecutionData {
		const isSingle = this.states.length === 1;
		const [first, ...rest] = this.problemsOf(item);
		const text = joinSentences(
			first!.message,
			this.neverLeftN8n(item) && (isSingle ? this.singleNotSent : itemNotSent),
			first!.advice,
			...rest.flatMap(({ message, advice }) => [message, advice]),
		);
		return { json: {}, error: this.errorAt(item, { message: text }, item), pairedItem: { item } };
	}
}
