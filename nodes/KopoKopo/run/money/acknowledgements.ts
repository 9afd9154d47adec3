import { sleep } from 'n8n-workflow';

import type { DedupStore } from '../../n8n/dedup-store';
import type { Payment } from './payment';

/** Each write rewrites the whole row. Milliseconds between two, and in multiples of the time that one takes. */
const writePace = { pause: 100, share: 20 };

/** While another process looks up, in milliseconds. */
const lookupTries = { pause: 200, most: 5 };

const mostEpochs = 20;

const epochsByNode = new Map<string, number>();

const lookupEntry = (epoch: number): string => `lookup ${epoch}`;

const acknowledgementEntry = (epoch: number, key: string, { whole }: Payment): string =>
	`paid ${epoch} ${key} ${whole}`;

/**
 * Payments acknowledged under an idempotency key, in n8n's database. A lookup adds what is missing, then removes it; a
 * mark is stored meanwhile: if the process dies, it stays, and that epoch's acknowledgements are not trusted any more.
 */
export class Acknowledgements {
	private unwritten: string[] = [];

	private nextWrite = Date.now() + writePace.pause;

	private writing: Promise<void> = Promise.resolve();

	constructor(private readonly store: DedupStore) {}

	/** Call this and `findAcknowledged` in an exclusive task. */
	async findEpoch(): Promise<void> {
		if (!epochsByNode.has(this.store.nodeKey)) await this.missingOf(() => []);
	}

	async findAcknowledged(payments: ReadonlyMap<string, Payment>): Promise<Set<string>> {
		if (payments.size === 0) return new Set();
		const entries = [...payments];
		const missing = await this.missingOf((epoch) =>
			entries.map(([key, payment]) => acknowledgementEntry(epoch, key, payment)),
		);
		const acknowledged = entries.filter(
			([key, payment]) => !missing.has(acknowledgementEntry(this.epoch, key, payment)),
		);
		return new Set(acknowledged.map(([key]) => key));
	}

	add(key: string, payment: Payment): void {
		this.unwritten.push(acknowledgementEntry(this.epoch, key, payment));
		if (Date.now() > this.nextWrite) this.writing = this.write();
	}

	async flush(): Promise<void> {
		await this.writing;
		await this.write();
	}

	private get epoch(): number {
		return epochsByNode.get(this.store.nodeKey) ?? 1;
	}

	private async missingOf(entriesOf: (epoch: number) => string[]): Promise<Set<string>> {
		let { epoch } = this;
		for (let tries = 1; tries <= lookupTries.most * mostEpochs; tries += 1) {
			const mark = lookupEntry(epoch);
			const added = await this.store.add([mark, ...entriesOf(epoch)]);
			const isOnlyLookup = added.delete(mark);
			// The mark last: an entry that was added must not stay without it.
			await this.store.remove(isOnlyLookup ? [...added, mark] : [...added]);
			if (isOnlyLookup) {
				epochsByNode.set(this.store.nodeKey, epoch);
				return added;
			}
			if (tries % lookupTries.most === 0) epoch += 1;
			else await sleep(lookupTries.pause);
		}
		throw new Error('the Idempotency Keys could not be checked');
	}

	private async write(): Promise<void> {
		const entries = this.unwritten;
		this.unwritten = [];
		if (entries.length === 0) return;
		const start = Date.now();
		this.nextWrite = Infinity;
		const add = async () => await this.store.exclusive(async () => await this.store.add(entries));
		// A payment whose acknowledgement cannot be stored is unknown to other processes, which do not send it.
		await add().catch(() => undefined);
		const took = Date.now() - start;
		this.nextWrite = Date.now() + Math.max(writePace.pause, writePace.share * took);
	}
}
