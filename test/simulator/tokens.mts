import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.mts';

/** Times are in milliseconds since the epoch. */
export interface Token {
	value: string;
	createdAt: number;
	expiresAt: number;
}

export class Tokens {
	private readonly tokens = new Map<string, Token>();

	/** @param lifetime in seconds */
	constructor(
		private readonly clock: Clock,
		readonly lifetime: number,
	) {}

	issue(): Token {
		const createdAt = this.clock.now();
		const token = {
			value: randomBytes(32).toString('base64url'),
			createdAt,
			expiresAt: createdAt + this.lifetime * 1000,
		};
		this.tokens.set(token.value, token);
		return token;
	}

	/** The token with that value, expired or not, or undefined if it was revoked. */
	find(value: string): Token | undefined {
		return this.tokens.get(value);
	}

	expired({ expiresAt }: Token): boolean {
		return expiresAt <= this.clock.now();
	}

	/** Rounded up. */
	secondsLeft({ expiresAt }: Token): number {
		return Math.ceil((expiresAt - this.clock.now()) / 1000);
	}

	revoke(value: string): void {
		this.tokens.delete(value);
	}

	revokeAll(): void {
		this.tokens.clear();
	}

	expireAll(): void {
		for (const token of this.tokens.values()) token.expiresAt = this.clock.now();
	}
}
