import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.mts';

/** An access token; times in milliseconds since the epoch. */
export interface Token {
	value: string;
	createdAt: number;
	expiresAt: number;
}

/** The access tokens of the application, each independent of the others. */
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

	/** The token of that value, expired or not; a revoked one is unknown. */
	find(value: string): Token | undefined {
		return this.tokens.get(value);
	}

	expired({ expiresAt }: Token): boolean {
		return expiresAt <= this.clock.now();
	}

	/** Whole seconds until a token expires. */
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
