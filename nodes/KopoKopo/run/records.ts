import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Most entries that n8n keeps for a node; the oldest go first. n8n reads and writes all of them at once
 * (n8n, `deduplication-helper`).
 */
const memory = { mode: 'entries', maxEntries: 20_000 } as const;

/** The last call for each node: n8n takes no lock, so that those of one process have to follow one another. */
const lastCalls = new Map<string, Promise<unknown>>();

/** What a node has recorded in n8n's database: texts, known again by their hashes. */
export class Records {
	private leaving: { values: string[]; left: Promise<void> } | undefined;

	private constructor(
		private readonly helpers: IExecuteFunctions['helpers'],
		/** Tells this node's records from those of others. */
		readonly place: string,
	) {}

	static of(context: IExecuteFunctions): Records {
		return new Records(
			context.helpers,
			`${String(context.getWorkflow().id)} ${context.getNode().id}`,
		);
	}

	/**
	 * Records values that are not recorded yet.
	 *
	 * Another process that wrote at the same moment may have written over them: so they are looked for once
	 * more, which also records what is gone.
	 *
	 * @param then is given those that were not recorded before, and runs before anybody else in this process
	 * can ask
	 */
	async add(values: readonly string[], then: (added: string[]) => void): Promise<void> {
		await this.inTurn(async () => {
			const added = await this.check(values);
			if (added.length > 0) await this.check(added);
			then(added);
		});
	}

	/** Records values, and gives those that were not recorded. */
	private async check(values: readonly string[]): Promise<string[]> {
		const ask = async () => await this.helpers.checkProcessedAndRecord([...values], 'node', memory);
		// Where two processes make the first record of a node at the same moment, one of them fails.
		const answer = await ask().catch(ask);
		return answer.new.map(String);
	}

	/** Takes values back; those of calls that come together in one go. */
	async remove(values: readonly string[]): Promise<void> {
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
