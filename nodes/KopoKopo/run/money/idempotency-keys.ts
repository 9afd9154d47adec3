import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { isSafeToRetry, RequestFailure } from '../../api/request-failure';
import { exclusive } from '../../lib/exclusive';
import type { DedupStore } from '../../n8n/dedup-store';
import { Claim, claims, type ClaimResult } from './claims';
import type { Payment, Sent } from './payment';

const keyRecord = (key: string): string => `key ${key}`;

const paidRecord = (key: string, { whole }: Payment): string => `paid ${key} ${whole}`;

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
 * Sends each key once, in any execution, worker or process. n8n's database has two records of each key: the key, before
 * its request is sent, and the key with its payment, once Kopo Kopo has acknowledged it.
 */
export class IdempotencyKeys {
	/** Claims that this run made. */
	private readonly own = new Map<string, Claim>();

	/** What n8n's database knows of keys that this process did not claim. */
	private readonly stored = new Map<string, ClaimResult>();

	constructor(
		private readonly store: DedupStore,
		private readonly nodeKey: string,
		private readonly resourceType: string,
	) {}

	async claim(wanted: ReadonlyMap<string, Payment>): Promise<void> {
		await exclusive(this.nodeKey, async () => {
			const free = [...wanted].filter(([key]) => !this.isClaimed(key));
			// A key that a run of this process has released is still recorded until that run ends.
			const unseen = free.filter(([key]) => !claims.has(this.claimKeyOf(key)));
			const inserted = await this.store.insert(unseen.map(([key]) => keyRecord(key)));
			const old = unseen.filter(([key]) => !inserted.has(keyRecord(key)));
			const isOld = new Set(old.map(([key]) => key));
			for (const [key, payment] of free) {
				if (!isOld.has(key)) this.remember(key, payment);
			}
			await Promise.all(
				old.map(async ([key, payment]) => {
					const isAcknowledged = await this.store.has(paidRecord(key, payment));
					this.stored.set(key, isAcknowledged ? { acknowledgement: null } : 'unknown');
				}),
			);
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
		for (const claim of this.own.values()) {
			if (!claim.hasLeader) claim.settle('released');
		}
		await exclusive(this.nodeKey, async () => {
			const released = [...this.own].filter(
				([key, claim]) =>
					claim.outcome === 'released' && claims.get(this.claimKeyOf(key)) === claim,
			);
			// First: if n8n cannot delete all records, no one knows which of them are left.
			for (const [key] of released) claims.delete(this.claimKeyOf(key));
			await this.store.delete(released.map(([key]) => keyRecord(key)));
		});
	}

	private readonly claimKeyOf = (key: string): string => `${this.nodeKey} ${key}`;

	private remember(key: string, payment: Payment): void {
		const claim = new Claim(payment);
		this.own.set(key, claim);
		claims.set(this.claimKeyOf(key), claim);
	}

	private isClaimed(key: string): boolean {
		const claim = claims.get(this.claimKeyOf(key));
		return (claim !== undefined && claim.outcome !== 'released') || this.stored.has(key);
	}

	private async sendAsLeader(
		key: string,
		claim: Claim,
		send: () => Promise<IDataObject[]>,
	): Promise<IDataObject[]> {
		claim.hasLeader = true;
		const accepted = await send().catch((error: unknown) => {
			claim.settle(isSafeToRetry(error) ? 'released' : 'unknown');
			throw error;
		});
		claim.settle({ acknowledgement: accepted[0] ?? null });
		// Without this record, the payment is unknown to other processes, which do not send it.
		await this.store.insert([paidRecord(key, claim.payment)]).catch(() => undefined);
		return accepted;
	}
}
