import type { IDataObject } from 'n8n-workflow';

import { maxKeys } from '../../n8n/dedup-store';
import type { Payment } from './payment';

/** The outcome of a key's request; null if only n8n's database knows the acknowledgement. */
export type ClaimResult = { acknowledgement: IDataObject | null } | 'unknown' | 'released';

/** A key that is recorded in n8n's database. */
export class Claim {
	outcome: ClaimResult | undefined;

	private settleWith: (outcome: ClaimResult) => void = () => undefined;

	readonly settled = new Promise<ClaimResult>((resolve) => (this.settleWith = resolve));

	/** Whether a caller has sent the request, which the others follow. */
	hasLeader = false;

	constructor(readonly payment: Payment) {}

	settle(outcome: ClaimResult): void {
		this.outcome = outcome;
		this.settleWith(outcome);
	}
}

/** The claims of this process, by node and key, the oldest first. */
export const claims = new Map<string, Claim>();

/** Remembers a claim in place of an earlier one. Of too many, the oldest with an outcome is forgotten. */
export function remember(place: string, claim: Claim): void {
	claims.delete(place);
	claims.set(place, claim);
	for (const [oldest, { outcome }] of claims) {
		if (claims.size <= maxKeys) break;
		if (outcome) claims.delete(oldest);
	}
}
