/** Lets a few in at a time and has the others wait, in the order in which they came. */
export class Gate {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	/** Waits for a place; what it gives leaves that again. */
	async enter(): Promise<() => void> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		return () => this.leave();
	}

	/** Holds a place for as long as a task takes. */
	async pass<Result>(task: () => Promise<Result>): Promise<Result> {
		const leave = await this.enter();
		try {
			return await task();
		} finally {
			leave();
		}
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.free += 1;
	}
}
