/** What a trial has shown: one line of the table. Every number is counted in n8n's database and in the simulator. */
export interface Result {
	/** Such as `1,000 deliveries`. */
	trial: string;
	sent: number;
	/** What was accepted and came to nothing, without a result and without a clear error, and not through a fault of n8n's own. */
	lost: number;
	/** Events that the sender gave up, since no attempt got a 2xx: not lost, but never received either. */
	unaccepted: number;
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
	/** What is known of each event that was lost, by n8n or not, or never accepted. */
	evidence: string[];
}

export const nothing = {
	lost: 0,
	unaccepted: 0,
	twice: 0,
	forged: 0,
	lostByN8n: 0,
	explained: 0,
	notes: {},
	evidence: [],
} satisfies Partial<Result>;

/** Whether everything promised is met. */
export const isMet = ({ lost, unaccepted, twice, forged }: Result) =>
	lost + unaccepted + twice + forged === 0;

/** What is promised and was not met, a sentence each. */
export const failuresOf = (results: readonly Result[]) =>
	results
		.filter((result) => !isMet(result))
		.map(
			({ trial, lost, unaccepted, twice, forged }) =>
				`${trial}: lost ${lost}, never accepted ${unaccepted}, twice ${twice}, forged ${forged}; 0 is promised of each.`,
		);
