import type { IDataObject } from 'n8n-workflow';

import { isCertainlyNotAccepted } from '../api/failure';
import type { Records } from './records';

/** What became of the request of a key: its acknowledgement, null where nobody knows, or that it is free again. */
type Outcome = { acknowledgement: IDataObject | null } | 'free';

/** Most keys whose acknowledgement this process remembers. */
const mostRemembered = 10_000;

interface Claim {
	outcome: Promise<Outcome>;
	settle(outcome: Outcome): void;
	isSettled: boolean;
	isTaken: boolean;
}

/** Keys that this process has recorded, by node and key, the oldest first. */
const claims = new Map<string, Claim>();

function remember(place: string): Claim {
	let resolve: (outcome: Outcome) => void = () => undefined;
	const claim: Claim = {
		outcome: new Promise((settled) => (resolve = settled)),
		isSettled: false,
		isTaken: false,
		settle(outcome) {
			claim.isSettled = true;
			if (outcome === 'free' && claims.get(place) === claim) claims.delete(place);
			resolve(outcome);
		},
	};
	claims.set(place, claim);
	for (const [oldest, { isSettled }] of claims) {
		if (claims.size <= mostRemembered) break;
		if (isSettled) claims.delete(oldest);
	}
	return claim;
}

const nothingMore = { notes: [], then: () => undefined };

/**
 * Sends what bears a key once, whatever runs the node again: n8n's own database remembers the keys. A key
 * is recorded before its request is sent, and given back when the request was certainly not accepted.
 */
export class IdempotencyKeys {
	/** Those that were recorded for this run. */
	private readonly mine = new Map<string, Claim>();

	/** Those that others in this process had recorded when this run asked. */
	private readonly theirs = new Map<string, Claim>();

	constructor(
		private readonly records: Records,
		/** Kind of the resource that an acknowledgement is about. */
		private readonly type: string,
	) {}

	/**
	 * Records keys that were never sent by this node, all in one go.
	 *
	 * @param more what is recorded with them, and what to do, before anybody else in this process can ask,
	 * with what was not recorded before
	 */
	async claim(
		keys: readonly string[],
		more: { notes: readonly string[]; then(added: ReadonlySet<string>): void } = nothingMore,
	): Promise<void> {
		const values = [...new Set(keys)].map((key) => this.valueOf(key));
		const lost = await this.records.add({ notes: more.notes, claims: values }, (added) => {
			for (const value of values) {
				const other = claims.get(this.placeOf(value));
				if (added.has(value)) this.mine.set(value, remember(this.placeOf(value)));
				else if (other) this.theirs.set(value, other);
			}
			more.then(added);
		});
		for (const value of lost) {
			this.mine.get(value)?.settle({ acknowledgement: null });
			this.mine.delete(value);
		}
	}

	/** Whether a key was recorded for this run. */
	isMine(key: string): boolean {
		return this.mine.has(this.valueOf(key));
	}

	private readonly valueOf = (key: string): string => `key ${key}`;

	private readonly placeOf = (value: string): string => `${this.records.place} ${value}`;

	/**
	 * Sends the request of a key, unless that was sent before.
	 *
	 * Callers that wait for the same first try look again after it: of several, one sends what was refused.
	 */
	async sendOnce(key: string, send: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
		const value = this.valueOf(key);
		for (;;) {
			const claim = this.mine.get(value);
			if (claim && !claim.isTaken && !claim.isSettled) return await this.lead(value, claim, send);
			const other = this.theirs.get(value) ?? claims.get(this.placeOf(value));
			this.theirs.delete(value);
			const outcome = (await other?.outcome) ?? { acknowledgement: null };
			if (outcome !== 'free') {
				const { id = null, location = null } = outcome.acknowledgement ?? {};
				return [{ id, location, type: this.type, idempotencyKey: key, alreadySent: true }];
			}
			await this.claim([key]);
		}
	}

	private async lead(
		value: string,
		claim: Claim,
		send: () => Promise<IDataObject[]>,
	): Promise<IDataObject[]> {
		claim.isTaken = true;
		return await send().then(
			(accepted) => {
				claim.settle({ acknowledgement: accepted[0] ?? null });
				return accepted;
			},
			async (error: unknown) => {
				if (isCertainlyNotAccepted(error)) await this.giveBack([[value, claim]]);
				else claim.settle({ acknowledgement: null });
				throw error;
			},
		);
	}

	/** Gives back what was recorded for this run and never sent. */
	async giveBackUnsent(): Promise<void> {
		await this.giveBack([...this.mine].filter(([, { isTaken }]) => !isTaken));
	}

	private async giveBack(unsent: ReadonlyArray<readonly [value: string, Claim]>): Promise<void> {
		if (unsent.length === 0) return;
		const outcome = await this.records.remove(unsent.map(([value]) => value)).then(
			(): Outcome => 'free',
			// It stays recorded: better never sent than sent twice.
			(): Outcome => ({ acknowledgement: null }),
		);
		for (const [, claim] of unsent) claim.settle(outcome);
	}
}
