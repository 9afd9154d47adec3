import { randomUUID } from 'crypto';
import { sleep, type ExecutionStatus, type IExecuteFunctions } from 'n8n-workflow';

/**
 * Most entries that n8n keeps for a node; the oldest go first. n8n reads and writes all of them at once
 * (n8n, `deduplication-helper`).
 */
const memory = { mode: 'entries', maxEntries: 20_000 } as const;

/**
 * Milliseconds, at least and at most, until a claim is looked at again. In that time whoever has read what
 * is recorded before the claim was made has written it: only a process that halts longer than that between
 * its reading and its writing makes a claim that another has made too. Two processes that claimed the same
 * key in the same millisecond, on one SQLite: 142 times of 200 both had it without this, 0 of 200 with it.
 */
const settling = { least: 20, most: 40 };

/** Most looks at a claim that others keep writing over. */
const mostLooks = 5;

/** How an execution ends that n8n has stored with what its nodes kept. */
const storedStatuses: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'waiting']);

/** The last call for each node: n8n takes no lock, so that those of one process have to follow one another. */
const lastCalls = new Map<string, Promise<unknown>>();

/** What n8n calls as an execution goes on. */
interface Hooks {
	addHandler?(
		name: 'workflowExecuteAfter',
		handler: (run: { status?: ExecutionStatus }) => Promise<void>,
	): void;
}

/** The parts of n8n's contexts that it does not declare for nodes. */
interface Internals {
	additionalData?: { hooks?: Hooks };
}

/** Ends of what is recorded for an execution: each gives what may go. */
type End = () => string[];

/** Ends that wait for n8n to have stored an execution, by its hooks and by node. */
const ends = new WeakMap<Hooks, Map<string, End[]>>();

/** What is to be recorded. */
interface Entries {
	/** Recorded by whoever comes, as often as may be. */
	notes: readonly string[];
	/** Recorded by one alone, whatever other processes do at the same moment. */
	claims: readonly string[];
}

/** Tells a node of a workflow from all others. */
export const nodePlace = (context: Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>): string =>
	`${String(context.getWorkflow().id)} ${context.getNode().id}`;

/** What a node has recorded in n8n's database: texts, known again by their hashes. */
export class Records {
	private leaving: { values: string[]; left: Promise<void> } | undefined;

	private constructor(
		private readonly helpers: IExecuteFunctions['helpers'],
		/** Tells this node's records from those of others. */
		readonly place: string,
		private readonly hooks: Hooks | undefined,
	) {}

	static of(context: IExecuteFunctions): Records {
		return new Records(
			context.helpers,
			nodePlace(context),
			(context as unknown as Internals).additionalData?.hooks,
		);
	}

	/**
	 * Records what is not recorded yet.
	 *
	 * Another process that wrote at the same moment may have written over it. So it is looked for once more,
	 * which also records what is gone; and beside a claim stands a text of its own that tells whose it is:
	 * of several that made it at the same moment, the one that wrote last finds its own.
	 *
	 * @param then is given what was not recorded before, and runs before anybody else in this process can ask
	 * @returns the claims among it that turned out to be another's
	 */
	async add({ notes, claims }: Entries, then: (added: Set<string>) => void): Promise<string[]> {
		const owner = randomUUID();
		const sign = (claim: string) => `${claim} by ${owner}`;
		const signed = (some: readonly string[]) => [...some, ...some.map(sign)];
		if (claims.length > 0) this.endWith(() => claims.map(sign));

		const added = await this.inTurn(async () => {
			const news = await this.check([...notes, ...signed(claims)]);
			then(news);
			return news;
		});
		let rest = { notes: notes.filter((one) => added.has(one)), claims: [] as string[] };
		rest.claims = claims.filter((one) => added.has(one));
		const lost: string[] = [];
		for (let look = 0; rest.notes.length + rest.claims.length > 0; look += 1) {
			if (look === mostLooks) return [...lost, ...rest.claims];
			const { least, most } = settling;
			if (rest.claims.length > 0) await sleep(least + Math.random() * (most - least));
			const { notes: again, claims: open } = rest;
			const gone = await this.inTurn(async () => await this.check([...again, ...signed(open)]));
			lost.push(...open.filter((one) => !gone.has(one) && gone.has(sign(one))));
			rest = { notes: [], claims: open.filter((one) => gone.has(one)) };
		}
		return lost;
	}

	/** Records values, and gives those that were not recorded. */
	private async check(values: readonly string[]): Promise<Set<string>> {
		const ask = async () => await this.helpers.checkProcessedAndRecord([...values], 'node', memory);
		// Where two processes make the first record of a node at the same moment, one of them fails.
		const answer = await ask().catch(ask);
		return new Set(answer.new.map(String));
	}

	/** Takes values back; those of calls that come together in one go. */
	async remove(values: readonly string[]): Promise<void> {
		if (values.length === 0) return;
		if (this.leaving) {
			this.leaving.values.push(...values);
			return await this.leaving.left;
		}
		const leaving = { values: [...values], left: Promise.resolve() };
		this.leaving = leaving;
		leaving.left = this.inTurn(async () => {
			this.leaving = undefined;
			await this.helpers.removeProcessed(leaving.values, 'node', memory);
		});
		return await leaving.left;
	}

	/**
	 * Takes back what an end gives, once n8n has stored the execution with what its nodes kept. Of one that
	 * n8n cannot store, because it was cut off or cancelled, everything stays.
	 */
	endWith(end: End): void {
		const { hooks } = this;
		if (!hooks?.addHandler) return;
		const ofExecution = ends.get(hooks) ?? new Map<string, End[]>();
		ends.set(hooks, ofExecution);
		const ofNode = ofExecution.get(this.place);
		if (ofNode) {
			ofNode.push(end);
			return;
		}
		const all = [end];
		ofExecution.set(this.place, all);
		hooks.addHandler('workflowExecuteAfter', async ({ status }) => {
			const values = all.splice(0).flatMap((one) => one());
			if (!status || !storedStatuses.has(status)) return;
			// What cannot be removed is pushed out in the end.
			await this.remove(values).catch(() => undefined);
		});
	}

	private async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const before = lastCalls.get(this.place) ?? Promise.resolve();
		const mine = before.catch(() => undefined).then(task);
		lastCalls.set(this.place, mine);
		try {
			return await mine;
		} finally {
			if (lastCalls.get(this.place) === mine) lastCalls.delete(this.place);
		}
	}
}
