import { randomUUID } from 'crypto';
import { sleep, type IDataObject } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { isSafeToRetry, RequestFailure } from '../../api/request-failure';
import type { DedupStore } from '../../n8n/dedup-store';
import { Claim, claims, type ClaimResult } from './claims';
import type { Payment } from './payment';

/**
 * Milliseconds after which a claim is checked again: by then, a process that read the row before this one has
 * written it. Two processes that claimed the same key at the same millisecond, on one SQLite, both got it 142
 * times of 200 without this, 0 of 200 with it.
 */
const settling = { least: 20, most: 40 };

/** Most checks of claims that other processes overwrite. */
const mostChecks = 5;

/**
 * Least milliseconds between two writes of acknowledgements, and how often they take their own time: each write
 * rewrites the whole row.
 */
const writePace = { pause: 100, share: 20 };

/**
 * The mark of a lookup, which is stored during it: a lookup adds what is missing, until that is removed. If a
 * process dies meanwhile, its mark stays, and the acknowledgements of that epoch are not trusted any more.
 */
const markOf = (epoch: number): string => `lookup ${epoch}`;

/** Most epochs that are tried at once. */
const mostEpochs = 20;

/** The epoch of each node, once this process knows it. */
const epochs = new Map<string, number>();

/** Milliseconds between tries, and most tries, to look up acknowledgements while another process does. */
const lookupTries = { pause: 200, most: 5 };

const claimName = (key: string): string => `key ${key}`;

const acknowledgedName = (epoch: number, key: string, { whole }: Payment): string =>
	`paid ${epoch} ${key} ${whole}`;

/** Nothing more is sent, because another item has failed. */
export class SendingStopped extends Error {}

const unconfirmed = (key: string): RequestFailure =>
	new RequestFailure({
		outcome: 'unknown',
		message: `The Idempotency Key "${key}" was used before, but Kopo Kopo did not confirm that payment.`,
		advice: '',
		lookUp:
			'Look for the payment in the Kopo Kopo dashboard. If it is not there, or if the key was for another payment, use another key.',
	});

const otherPayment = (key: string, { whole }: Payment): InputError => {
	const [host, , operation] = JSON.parse(whole) as string[];
	return new InputError(
		`The Idempotency Key "${key}" was used for another payment (${String(operation)}, ${String(host)}).`,
		'Use a key that belongs to one payment, such as the order number, or the person and the month.',
	);
};

/**
 * Sends each key once, in any execution, worker or process. n8n's database stores two entries for each key:
 * the key, before its request is sent, and the key with its payment, once Kopo Kopo has acknowledged it.
 */
export class IdempotencyKeys {
	private readonly own = new Map<string, Claim>();

	/** Keys that n8n's database has and this process does not, with what is known of them. */
	private readonly stored = new Map<string, ClaimResult>();

	private unwritten: string[] = [];

	private nextWrite = Date.now() + writePace.pause;

	private writing: Promise<void> = Promise.resolve();

	constructor(
		private readonly store: DedupStore,
		/** Type of the resource that an acknowledgement is about. */
		private readonly type: string,
	) {}

	/** Records keys that were never used, and finds out about the others. */
	async claim(wanted: ReadonlyMap<string, Payment>): Promise<void> {
		const tag = `claims of ${randomUUID()}`;
		const claimed = await this.store.exclusive(async () => {
			if (!epochs.has(this.store.nodeKey)) await this.addInEpoch(() => []);
			const free = [...wanted].filter(([key]) => !this.isClaimed(key));
			// What this process has released is still stored.
			const unseen = free.filter(([key]) => !claims.has(this.placeOf(key)));
			const names = unseen.map(([key]) => claimName(key));
			const added = names.length > 0 ? await this.store.add([tag, ...names]) : new Set<string>();
			if (added.has(tag)) this.store.removeAfterStored([tag]);
			const old = new Map(unseen.filter(([key]) => !added.has(claimName(key))));
			for (const [key, payment] of free) {
				if (!old.has(key)) this.remember(key, payment);
			}
			await this.lookUp(old);
			return unseen.map(([key]) => key).filter((key) => !old.has(key));
		});
		if (claimed.length === 0) return;
		await this.confirm(tag, claimed).catch((error: unknown) => {
			// They may be another process's by now, so they must not be released.
			claimed.forEach((key) => this.lose(key));
			throw error;
		});
	}

	/** Why a key cannot be sent, as far as that is known. */
	problemWith(key: string, payment: Payment): Error | undefined {
		const claim = this.own.get(key) ?? claims.get(this.placeOf(key));
		if (claim && claim.payment.whole !== payment.whole && claim.outcome !== 'released') {
			return otherPayment(key, claim.payment);
		}
		const outcome = claim ? claim.outcome : this.stored.get(key);
		return outcome === 'unknown' ? unconfirmed(key) : undefined;
	}

	isAcknowledged(key: string): boolean {
		const outcome = claims.get(this.placeOf(key))?.outcome ?? this.stored.get(key);
		return typeof outcome === 'object';
	}

	/**
	 * Sends the request of a key, or returns its acknowledgement if it was sent before. Of several that wait for
	 * the first one, one sends what was rejected.
	 *
	 * @param mayStart whether a request may still be sent
	 */
	async sendOnce(
		key: string,
		payment: Payment,
		send: () => Promise<IDataObject[]>,
		mayStart: () => boolean,
	): Promise<{ output: IDataObject[]; alreadySent: boolean }> {
		for (;;) {
			const problem = this.problemWith(key, payment);
			if (problem) throw problem;
			const own = this.own.get(key);
			if (own && !own.isTaken && !own.outcome) {
				return { output: await this.lead(key, own, send), alreadySent: false };
			}
			const claim = claims.get(this.placeOf(key));
			const outcome = claim ? await claim.settled : this.stored.get(key);
			if (typeof outcome === 'object') {
				const { id = null, location = null } = outcome.acknowledgement ?? {};
				return { output: [{ id, location, type: this.type }], alreadySent: true };
			}
			if (outcome === 'unknown') throw unconfirmed(key);
			if (!mayStart()) throw new SendingStopped();
			await this.claim(new Map([[key, payment]]));
		}
	}

	/** Stores the acknowledgements, and releases the keys whose requests were certainly not accepted. */
	async close(): Promise<void> {
		await this.writing;
		await this.write();
		for (const claim of this.own.values()) {
			if (!claim.isTaken) claim.settle('released');
		}
		await this.store.exclusive(async () => {
			const released = [...this.own].filter(
				([key, claim]) => claim.outcome === 'released' && claims.get(this.placeOf(key)) === claim,
			);
			await this.store.remove(released.map(([key]) => claimName(key)));
			for (const [key] of released) claims.delete(this.placeOf(key));
		});
	}

	private readonly placeOf = (key: string): string => `${this.store.nodeKey} ${key}`;

	private remember(key: string, payment: Payment): void {
		const claim = new Claim(payment);
		this.own.set(key, claim);
		claims.set(this.placeOf(key), claim);
	}

	/** Another process sends it: this one asks the database about it from now on. */
	private lose(key: string): void {
		this.own.get(key)?.settle('unknown');
		claims.delete(this.placeOf(key));
	}

	private isClaimed(key: string): boolean {
		const claim = claims.get(this.placeOf(key));
		return (claim !== undefined && claim.outcome !== 'released') || this.stored.has(key);
	}

	/**
	 * Checks that no other process has overwritten new claims. n8n rewrites the whole row without a lock: the
	 * process that wrote last finds its tag.
	 */
	private async confirm(tag: string, keys: readonly string[]): Promise<void> {
		let open = keys;
		for (let check = 0; check < mostChecks; check += 1) {
			await sleep(settling.least + Math.random() * (settling.most - settling.least));
			const isOver = await this.store.exclusive(async () => {
				if (!(await this.store.add([tag])).has(tag)) return true;
				const again = await this.store.add(open.map(claimName));
				const lost = open.filter((key) => !again.has(claimName(key)));
				lost.forEach((key) => this.lose(key));
				open = open.filter((key) => again.has(claimName(key)));
				return open.length === 0;
			});
			if (isOver) return;
		}
		open.forEach((key) => this.lose(key));
	}

	private get epoch(): number {
		return epochs.get(this.store.nodeKey) ?? 1;
	}

	/** Finds out which stored keys were acknowledged for this payment, in an exclusive task. */
	private async lookUp(old: ReadonlyMap<string, Payment>): Promise<void> {
		if (old.size === 0) return;
		const added = await this.addInEpoch((epoch) =>
			[...old].map(([key, payment]) => acknowledgedName(epoch, key, payment)),
		);
		for (const [key, payment] of old) {
			const isMissing = added.has(acknowledgedName(this.epoch, key, payment));
			this.stored.set(key, isMissing ? 'unknown' : { acknowledgement: null });
		}
	}

	/**
	 * Finds out which names of an epoch are missing, and the epoch: one that no process died in.
	 *
	 * @returns the missing names
	 */
	private async addInEpoch(namesOf: (epoch: number) => string[]): Promise<Set<string>> {
		let { epoch } = this;
		for (let tries = 1; tries <= lookupTries.most * mostEpochs; tries += 1) {
			const added = await this.store.add([markOf(epoch), ...namesOf(epoch)]);
			const isAlone = added.delete(markOf(epoch));
			// In this order: what is missing must not stay without the mark.
			await this.store.remove(isAlone ? [...added, markOf(epoch)] : [...added]);
			if (isAlone) {
				epochs.set(this.store.nodeKey, epoch);
				return added;
			}
			if (tries % lookupTries.most === 0) epoch += 1;
			else await sleep(lookupTries.pause);
		}
		throw new Error('the Idempotency Keys could not be checked');
	}

	private async lead(
		key: string,
		claim: Claim,
		send: () => Promise<IDataObject[]>,
	): Promise<IDataObject[]> {
		claim.isTaken = true;
		return await send().then(
			(accepted) => {
				claim.settle({ acknowledgement: accepted[0] ?? null });
				this.unwritten.push(acknowledgedName(this.epoch, key, claim.payment));
				if (Date.now() > this.nextWrite) this.writing = this.write();
				return accepted;
			},
			(error: unknown) => {
				claim.settle(isSafeToRetry(error) ? 'released' : 'unknown');
				throw error;
			},
		);
	}

	private async write(): Promise<void> {
		const names = this.unwritten;
		this.unwritten = [];
		if (names.length === 0) return;
		const begun = Date.now();
		this.nextWrite = Infinity;
		const add = async () => await this.store.exclusive(async () => await this.store.add(names));
		// What cannot be stored counts as unknown in another process: never as not sent.
		await add().catch(() => undefined);
		const took = Date.now() - begun;
		this.nextWrite = Date.now() + Math.max(writePace.pause, writePace.share * took);
	}
}
