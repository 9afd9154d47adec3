import { growth, shortPause, type PollingOptions } from '../api/poll-until-final';
import { Semaphore } from '../lib/semaphore';
import type { RunContext } from './call';
import { RunClock, WaitStopped } from './run-clock';

/** Items of a run that are checked early, one after the other, to find out when results are ready. */
const scouts = 20;

/** What the items of a run share while they wait for their results. */
export class StatusChecks {
	readonly clock: RunClock;

	private readonly queue = new Semaphore(1);

	private waiting = 0;

	/** The two shortest times in which a result was found: a single one may be a payment that failed at once. */
	private shortest: number[] = [];

	constructor(
		private readonly run: RunContext,
		private readonly semaphore: Semaphore,
	) {
		this.clock = new RunClock(run);
	}

	/** When to check one more item. The first checks of the scouts lie between the first two of the first one. */
	timesOf(interval: number): Pick<PollingOptions<unknown>, 'firstPause' | 'likelyAfter'> {
		const position = this.waiting / scouts;
		this.waiting += 1;
		const firstPause = Math.round(shortPause(interval) * (1 + growth * position));
		return {
			firstPause: position < 1 ? Math.min(firstPause, interval) : interval,
			likelyAfter: () => this.shortest[1] ?? Infinity,
		};
	}

	/** @param after milliseconds from the acknowledgement to the check that found a result */
	resultFound(after: number): void {
		this.shortest = [...this.shortest, after].sort((one, other) => one - other).slice(0, 2);
	}

	/**
	 * One check at a time competes for a permit, so that items that wait do not hold up those still to be sent.
	 * @throws WaitStopped without a check if the run should stop
	 */
	async use<Result>(check: () => Promise<Result>): Promise<Result> {
		const leave = await this.queue.acquire();
		const release = await this.semaphore.acquire();
		leave();
		if (this.run.shouldStop()) {
			release();
			throw new WaitStopped();
		}
		return await check().finally(release);
	}
}
