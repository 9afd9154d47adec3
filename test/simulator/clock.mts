/** The time that the simulator lives in, in milliseconds since the epoch. */
export interface Clock {
	now(): number;
	/** Runs `run` when `ms` milliseconds have passed; the function it gives back cancels that. */
	after(ms: number, run: () => void): () => void;
}

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
	/** Moves on by `ms` and runs what falls due, in order, awaiting what gives back a promise. */
	advance(ms: number): Promise<void>;
}

/** A clock whose pending calls can be dropped all at once. */
export interface Schedule extends Clock {
	cancelAll(): void;
}

/** The time of this machine. */
export function realClock(): Clock {
	return {
		now: () => Date.now(),
		after(ms, run) {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
	};
}

/** A clock that stands at `start` (milliseconds since the epoch) until it is advanced. */
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

/** The same time as `clock`, with a memory of what is pending. */
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
