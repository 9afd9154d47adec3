import type { IDataObject } from 'n8n-workflow';

import { BoundedMap } from '../../lib/bounded-map';
import type { Payment } from './payment';

/** What happened to a key's request. The acknowledgement is null if only n8n's database knows that there was one. */
export type ClaimResult = { acknowledgement: IDataObject | null } | 'unknown' | 'released';

export class Claim {
	outcome: ClaimResult | undefined;

	private settleWith: (outcome: ClaimResult) => void = () => undefined;

	readonly settled = new Promise<ClaimResult>((resolve) => (this.settleWith = resolve));

	/** Whether a caller has begun to send the request. The others with this key wait for its outcome. */
	hasLeader = false;

	constructor(readonly payment: Payment) {}

	settle(outcome: ClaimResult): void {
		this.outcome = outcome;
		this.settleWith(outcome);
	}
}

/** The claims of this process, by node and key. One stays until it has an outcome, or was released and its run has ended. */
export const claims = new BoundedMap<Claim>({
	maxSize: 25_000,
	isPinned: ({ outcome }) => outcome === undefined || outcome === 'released',
});
