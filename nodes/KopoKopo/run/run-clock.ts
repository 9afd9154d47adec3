import { sleep } from 'n8n-workflow';

import type { Clock } from '../api/poll-until-final';
import type { RunContext } from './call';

export class WaitStopped extends Error {}

const tickMs = 100;

interface Sleeper {
	due(): number;
	wake(): void;
}

/** The items of a run wait with one timer. */
export class RunClock implements Clock {
	private readonly sleepers = new Set<Sleeper>();

	constructor(private readonly run: Pick<RunContext, 'shouldStop'>) {}

	now(): number {
		return Date.now();
	}

	/** @throws WaitStopped soon after the run should stop */
	async sleepUntil(due: () => number): Promise<void> {
		await new Promise<void>((wake) => {
			this.sleepers.add({ due, wake });
			if (this.sleepers.size === 1) void this.tick();
		});
		if (this.run.shouldStop()) throw new WaitStopped();
	}

	private async tick(): Promise<void> {
		while (this.sleepers.size > 0) {
			await sleep(tickMs);
			const now = this.run.shouldStop() ? Infinity : this.now();
			for (const sleeper of this.sleepers) {
				if (sleeper.due() > now) continue;
				this.sleepers.delete(sleeper);
				sleeper.wake();
			}
		}
	}
}
