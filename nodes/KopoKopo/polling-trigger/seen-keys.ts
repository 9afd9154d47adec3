import { createHash } from 'crypto';

import { isRecord } from '../payloads/values';

/**
 * What polls have found, as n8n stores it: the digests of the keys, one after the other, by the hour of the end of the
 * last period in which each was found. Hours are counted since the epoch.
 */
export type StoredKeys = Readonly<Record<string, string>>;

/**
 * Base64 characters of a digest, so 66 bits: that a new key equals one of 60,000 others by chance, and its payment is
 * lost, happens once in 10^15 payments.
 */
const length = 11;

const hour = 60 * 60;

export const digestOf = (key: string): string =>
	createHash('sha256').update(key).digest('base64').slice(0, length);

function* digestsIn(text: string): Generator<string> {
	for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const isDigests = (text: unknown): text is string =>
	typeof text === 'string' && text.length % length === 0 && /^[\w+/]*$/.test(text);

export const isStoredKeys = (stored: unknown): stored is StoredKeys =>
	isRecord(stored) &&
	Object.entries(stored).every(([time, digests]) => /^-?\d+$/.test(time) && isDigests(digests));

/** The digests of the keys that polls have found. Times are in seconds since the epoch. */
export class SeenKeys {
	private readonly hours = new Map<string, number>();

	constructor(stored: StoredKeys = {}) {
		for (const [time, digests] of Object.entries(stored)) {
			for (const digest of digestsIn(digests)) this.add(digest, Number(time) * hour);
		}
	}

	has(digest: string): boolean {
		return this.hours.has(digest);
	}

	/** @param foundBy the end of the period in which it was found */
	add(digest: string, foundBy: number): void {
		const [found, known = -Infinity] = [Math.floor(foundBy / hour), this.hours.get(digest)];
		if (found > known) this.hours.set(digest, found);
	}

	delete(digest: string): void {
		this.hours.delete(digest);
	}

	/** Those that a request for this time or later may find again. */
	storedSince(time: number): StoredKeys {
		const digests = new Map<number, string[]>();
		for (const [digest, found] of this.hours) {
			if ((found + 1) * hour <= time) continue;
			const others = digests.get(found);
			if (others) others.push(digest);
			else digests.set(found, [digest]);
		}
		return Object.fromEntries([...digests].map(([found, all]) => [found, all.join('')]));
	}
}
