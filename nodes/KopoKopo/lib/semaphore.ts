export class Semaphore {
	private readonly waiting: Array<() => void> = [];

	constructor(private permits: number) {}

	/** Waits for a permit, and returns the function that releases it. */
	async acquire(): Promise<() => void> {
		if (this.permits > 0) this.permits -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		return () => this.release();
	}

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
		else this.permits += 1;
	}
}
