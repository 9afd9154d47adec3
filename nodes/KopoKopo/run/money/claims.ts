import type { IDataObject } from 'n8n-workflow';

import { BoundedMap } from '../../lib/bounded-map';
import { maxKeys } from '../../n8n/dedup-store';
import type { Payment } from './payment';

/** The outcome of a key's request; null if only n8n's database knows the acknowledgement. */
export type ClaimResult = { acknowledgement: IDataObject | null } | 'unknown' | 'released';

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

/** The claims of this process, by node and key. A claim without an outcome is never dropped. */
export const claims = new BoundedMap<Claim>({
	maxSize: maxKeys,
	isPinned: ({ outcome }) => outcome === undefined,
});
