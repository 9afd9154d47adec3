/** Times are in milliseconds since the epoch. */
export interface Clock {
	now(): number;
	/** Calls `run` after `ms` milliseconds. Returns a function that cancels the call. */
	after(ms: number, run: () => void): () => void;
}

export interface ManualClock extends Clock {
	/** Advances by `ms` and runs due calls in order. Awaits calls that return a promise. */
	advance(ms: number): Promise<void>;
}

export interface Schedule extends Clock {
	cancelAll(): void;
}

/** The system clock. */
export function realClock(): Clock {
	return {
		now: () => Date.now(),
		after(ms, run) {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
	};
}

/** A clock that stops at `start` (milliseconds since the epoch) and only moves with `advance`. */
export function manualClock(start = Date.parse('2026-01-05T09:00:00+03:00')): ManualClock {
	interface Entry {
		at: number;
		run: () => void;
	}
	const entries = new Set<Entry>();
	let now = start;

	const earliest = (end: number) =>
		[...entries].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];

	return {
		now: () => now,
		after(ms, run) {
			const entry = { at: now + ms, run };
			entries.add(entry);
			return () => entries.delete(entry);
		},
		async advance(ms) {
			const end = now + ms;
			for (let entry = earliest(end); entry; entry = earliest(end)) {
				entries.delete(entry);
				now = Math.max(now, entry.at);
				await entry.run();
			}
			now = end;
		},
	};
}

/** Wraps a clock and keeps track of its pending calls. */
export function scheduleOn(clock: Clock): Schedule {
	const pending = new Set<() => void>();

	return {
		now: () => clock.now(),
		after(ms, run) {
			const cancel = clock.after(ms, () => {
				pending.delete(cancel);
				return run();
			});
			pending.add(cancel);
			return () => {
				pending.delete(cancel);
				cancel();
			};
		},
		cancelAll() {
			for (const cancel of pending) cancel();
			pending.clear();
		},
	};
}
