/** Lets a few go on at a time and has the others wait, in the order in which they came. */
export class Semaphore {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	/** Waits for a place; what it gives releases that again. */
	async acquire(): Promise<() => void> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		return () => this.release();
	}

	/** Holds a place for as long as a task takes. */
	async use<Result>(task: () => Promise<Result>): Promise<Result> {
		const release = await this.acquire();
		try {
			return await task();
		} finally {
			release();
		}
	}

	private release(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.free += 1;
	}
}
