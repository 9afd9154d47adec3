import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { isCertainlyNotAccepted, RequestFailure, type Failure } from '../api/failure';
import type { ApiRequest } from '../api/send';

/** What became of a request that must not be sent again: its acknowledgement, or why nobody knows. */
type Outcome = { accepted: IDataObject[] } | { doubtful: Failure };

/** Before an answer came: what n8n stores of an execution that is cut off shows that it was sent. */
const underWay = 'underWay';

/** Kept with the execution, as JSON. */
type Kept = Record<string, Outcome | typeof underWay>;

/** Requests that are under way in this process, by where they are kept. */
const sending = new WeakMap<Kept, Map<string, Promise<unknown>>>();

const cutOff: Failure = {
	fate: 'unknown',
	what: 'An earlier try was cut off before Kopo Kopo had answered',
	advice: 'Look it up.',
};

const digest = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Whether a node is one that agents call: n8n gives those a type of their own. */
export const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/**
 * What the requests of this execution that move money have come to. It is kept with the execution's data
 * (`getContext`), which n8n's Retry On Fail leaves alone and which travels with a failed execution to the
 * Retry of n8n's executions list, and nowhere else.
 */
export class SentBefore {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly kept: Kept,
		/** What the requests of this run have in common. */
		private readonly run: string,
		private readonly forAgent: boolean,
	) {}

	/** @param operation what is asked for: an item that is to ask for something else is another request */
	static of(context: IExecuteFunctions, node: INode, operation: string): SentBefore {
		const data = context.getContext('node');
		const kept = (data.sent ??= {}) as Kept;
		const forAgent = isTool(node);
		if (!forAgent) {
			const { $runIndex } = context.getWorkflowDataProxy(0);
			return new SentBefore(context, kept, `${operation} ${String($runIndex)}`, false);
		}
		// An agent calls its tool many times: they are one run of the agent's, whatever n8n makes of them.
		const caller = context.getExecuteData().source?.main?.[0];
		const run = [operation, caller?.previousNode, caller?.previousNodeRun ?? 0].join(' ');
		return new SentBefore(context, kept, run, true);
	}

	/**
	 * Where a request is kept: two of one place are the same request, tried again.
	 *
	 * A run of the node sends one request per item, whatever an expression such as `$now` makes of its body
	 * the second time. An agent's calls are told apart by what the agent asks for, and by what is sent.
	 */
	placesOf(item: number, { method, path, json }: ApiRequest): string[] {
		if (!this.forAgent) return [`${this.run} ${item}`];
		const asked = { ...this.context.getInputData()[item]?.json };
		// n8n's own number of the call: the same only where n8n itself tries again.
		delete asked.toolCallId;
		return [asked, [method, path, json]].map((part) => `${this.run} ${digest(part)}`);
	}

	/** What became of an item's request earlier in this execution. */
	recall(item: number, request: ApiRequest): Outcome | undefined {
		const kept = this.placesOf(item, request)
			.map((place) => this.kept[place])
			.find(Boolean);
		if (kept !== underWay) return kept;
		return this.isSending(item, request) ? undefined : { doubtful: cutOff };
	}

	/**
	 * Sends an item's request at most once. One that was accepted gives its first acknowledgement again. One
	 * whose fate is unknown is refused. Only one that was certainly not accepted may go out again.
	 */
	async sendOnce(
		item: number,
		request: ApiRequest,
		send: () => Promise<IDataObject[]>,
	): Promise<IDataObject[]> {
		const places = this.placesOf(item, request);
		for (;;) {
			const before = this.recall(item, request);
			if (before) return replay(before);
			const other = this.inProcess(places);
			if (!other) break;
			await other.catch(() => undefined);
		}
		places.forEach((place) => (this.kept[place] = underWay));
		const answer = send().then(
			(accepted) => {
				this.keep(places, { accepted });
				return accepted;
			},
			(error: unknown) => {
				const failure = error instanceof RequestFailure ? error.failure : cutOff;
				this.keep(places, isCertainlyNotAccepted(error) ? undefined : { doubtful: failure });
				throw error;
			},
		);
		const open = sending.get(this.kept) ?? new Map<string, Promise<unknown>>();
		sending.set(this.kept, open);
		places.forEach((place) => open.set(place, answer));
		return structuredClone(await answer);
	}

	/** Keeps that nobody knows whether an item's request was accepted. */
	doubt(item: number, request: ApiRequest, doubtful: Failure): void {
		this.keep(this.placesOf(item, request), { doubtful });
	}

	/** Forgets a run that n8n has no reason to try again. What an agent asked for, it may ask for again. */
	forget(): void {
		if (this.forAgent) return;
		for (const place of Object.keys(this.kept)) {
			if (place.startsWith(`${this.run} `)) delete this.kept[place];
		}
	}

	private inProcess(places: string[]): Promise<unknown> | undefined {
		const open = sending.get(this.kept);
		return places.map((place) => open?.get(place)).find(Boolean);
	}

	private isSending(item: number, request: ApiRequest): boolean {
		return this.inProcess(this.placesOf(item, request)) !== undefined;
	}

	private keep(places: string[], outcome: Outcome | undefined): void {
		for (const place of places) {
			if (outcome) this.kept[place] = outcome;
			else delete this.kept[place];
			sending.get(this.kept)?.delete(place);
		}
	}
}

function replay(outcome: Outcome): IDataObject[] {
	if ('accepted' in outcome) return structuredClone(outcome.accepted);
	throw new RequestFailure(outcome.doubtful);
}
