/** What a trial has shown: one line of the table. Every number is counted in n8n's database and in the simulator. */
export interface Result {
	/** Such as `1,000 deliveries`. */
	trial: string;
	sent: number;
	/** What came to nothing, without a result and without a clear error, and not through a fault of n8n's own. */
	lost: number;
	/** What was sent, or started, more than once, and is not explained. */
	twice: number;
	/** Forged deliveries that started or woke anything. */
	forged: number;
	/** What n8n itself lost. */
	lostByN8n: number;
	/** What came twice, for a reason that is known. */
	explained: number;
	/** The names of both, and how often each. */
	notes: Record<string, number>;
	/** Whether it is only measured, and nothing is promised. */
	unpromised?: boolean;
}

export const nothing = {
	lost: 0,
	twice: 0,
	forged: 0,
	lostByN8n: 0,
	explained: 0,
	notes: {},
} satisfies Partial<Result>;

/** Whether everything promised is met. */
export const isMet = ({ lost, twice, forged, unpromised }: Result) =>
	unpromised === true || lost + twice + forged === 0;
