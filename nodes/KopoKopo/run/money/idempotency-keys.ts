import { randomUUID } from 'crypto';
import { sleep, type IDataObject } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { isSafeToRetry, RequestFailure } from '../../api/request-failure';
import type { DedupStore } from '../../n8n/dedup-store';
import { Acknowledgements } from './acknowledgements';
import { Claim, claims, type ClaimResult } from './claims';
import type { Payment, Sent } from './payment';

// How long a claim waits, in ms: by then, a process that read the row before this one has written it. Two processes
// on one SQLite database both got the same key in 142 of 200 runs without this, and in 0 of 200 with it.
const settling = { least: 20, most: 40 };

const mostChecks = 5;

const keyEntry = (key: string): string => `key ${key}`;

export class SendingStopped extends Error {}

const unacknowledged = (key: string): RequestFailure =>
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
 * Sends each key once, in any execution, worker or process. n8n's database stores two entries for each key: the key,
 * before its request is sent, and the key with its payment, once Kopo Kopo has acknowledged it.
 */
export class IdempotencyKeys {
	private readonly acknowledgements: Acknowledgements;

	/** Claims that this run made. */
	private readonly own = new Map<string, Claim>();

	/** What n8n's database knows of keys that this process did not claim. */
	private readonly stored = new Map<string, ClaimResult>();

	/** Those that are not removed after n8n has stored the execution. */
	private readonly tags: string[] = [];

	constructor(
		private readonly store: DedupStore,
		private readonly resourceType: string,
	) {
		this.acknowledgements = new Acknowledgements(store);
	}

	async claim(wanted: ReadonlyMap<string, Payment>): Promise<void> {
		const tag = `claims of ${randomUUID()}`;
		const claimed = await this.store.exclusive(async () => {
			await this.acknowledgements.findEpoch();
			const free = [...wanted].filter(([key]) => !this.isClaimed(key));
			// A key that this process has released is still stored.
			const unseen = free.filter(([key]) => !claims.has(this.claimKeyOf(key)));
			const entries = unseen.map(([key]) => keyEntry(key));
			const added = entries.length > 0 ? await this.store.add([tag, ...entries]) : new Set();
			if (added.has(tag) && !this.store.removeAfterStored([tag])) this.tags.push(tag);
			const old = new Map(unseen.filter(([key]) => !added.has(keyEntry(key))));
			for (const [key, payment] of free) {
				if (!old.has(key)) this.remember(key, payment);
			}
			const acknowledged = await this.acknowledgements.findAcknowledged(old);
			for (const key of old.keys()) {
				this.stored.set(key, acknowledged.has(key) ? { acknowledgement: null } : 'unknown');
			}
			return unseen.map(([key]) => key).filter((key) => !old.has(key));
		});
		if (claimed.length === 0) return;
		await this.confirm(tag, claimed).catch((error: unknown) => {
			// Another process may have them by now, so they must not be released.
			claimed.forEach((key) => this.lose(key));
			throw error;
		});
	}

	problemWith(key: string, payment: Payment): Error | undefined {
		const claim = this.own.get(key) ?? claims.get(this.claimKeyOf(key));
		if (claim && claim.payment.whole !== payment.whole && claim.outcome !== 'released') {
			return otherPayment(key, claim.payment);
		}
		const outcome = claim ? claim.outcome : this.stored.get(key);
		return outcome === 'unknown' ? unacknowledged(key) : undefined;
	}

	isAcknowledged(key: string): boolean {
		const outcome = claims.get(this.claimKeyOf(key))?.outcome ?? this.stored.get(key);
		return typeof outcome === 'object';
	}

	/** Callers with the same key follow the first one. If its request was rejected, one of them sends again. */
	async sendOnce(
		key: string,
		payment: Payment,
		send: () => Promise<IDataObject[]>,
		mayStart: () => boolean,
	): Promise<Sent> {
		for (;;) {
			const problem = this.problemWith(key, payment);
			if (problem) throw problem;
			const own = this.own.get(key);
			if (own && !own.hasLeader && !own.outcome) {
				return { output: await this.sendAsLeader(key, own, send), alreadySent: false };
			}
			const claim = claims.get(this.claimKeyOf(key));
			const outcome = claim ? await claim.settled : this.stored.get(key);
			if (typeof outcome === 'object') {
				const { id = null, location = null } = outcome.acknowledgement ?? {};
				return { output: [{ id, location, type: this.resourceType }], alreadySent: true };
			}
			if (outcome === 'unknown') throw unacknowledged(key);
			if (!mayStart()) throw new SendingStopped();
			await this.claim(new Map([[key, payment]]));
		}
	}

	async close(): Promise<void> {
		await this.acknowledgements.flush();
		for (const claim of this.own.values()) {
			if (!claim.hasLeader) claim.settle('released');
		}
		await this.store.exclusive(async () => {
			const released = [...this.own].filter(
				([key, claim]) =>
					claim.outcome === 'released' && claims.get(this.claimKeyOf(key)) === claim,
			);
			await this.store.remove([...this.tags, ...released.map(([key]) => keyEntry(key))]);
			for (const [key] of released) claims.delete(this.claimKeyOf(key));
		});
	}

	private readonly claimKeyOf = (key: string): string => `${this.store.nodeKey} ${key}`;

	private remember(key: string, payment: Payment): void {
		const claim = new Claim(payment);
		this.own.set(key, claim);
		claims.set(this.claimKeyOf(key), claim);
	}

	/** Another process has the claim: this one looks the key up in the database from now on. */
	private lose(key: string): void {
		this.own.get(key)?.settle('unknown');
		claims.delete(this.claimKeyOf(key));
	}

	private isClaimed(key: string): boolean {
		const claim = claims.get(this.claimKeyOf(key));
		return (claim !== undefined && claim.outcome !== 'released') || this.stored.has(key);
	}

	/** n8n rewrites the whole row without a lock: of several processes, the one whose tag survived has its claims. */
	private async confirm(tag: string, keys: readonly string[]): Promise<void> {
		let unconfirmedKeys = keys;
		for (let check = 0; check < mostChecks; check += 1) {
			await sleep(settling.least + Math.random() * (settling.most - settling.least));
			const isConfirmed = await this.store.exclusive(async () => {
				if (!(await this.store.add([tag])).has(tag)) return true;
				const added = await this.store.add(unconfirmedKeys.map(keyEntry));
				const lost = unconfirmedKeys.filter((key) => !added.has(keyEntry(key)));
				lost.forEach((key) => this.lose(key));
				unconfirmedKeys = unconfirmedKeys.filter((key) => added.has(keyEntry(key)));
				return unconfirmedKeys.length === 0;
			});
			if (isConfirmed) return;
		}
		unconfirmedKeys.forEach((key) => this.lose(key));
	}

	private async sendAsLeader(
		key: string,
		claim: Claim,
		send: () => Promise<IDataObject[]>,
	): Promise<IDataObject[]> {
		claim.hasLeader = true;
		return await send().then(
			(accepted) => {
				claim.settle({ acknowledgement: accepted[0] ?? null });
				this.acknowledgements.add(key, claim.payment);
				return accepted;
			},
			(error: unknown) => {
				claim.settle(isSafeToRetry(error) ? 'released' : 'unknown');
				throw error;
			},
		);
	}
}
