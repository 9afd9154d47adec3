export class SingleFlight<Result> {
	private readonly flights = new Map<string, Promise<Result>>();

	/** Callers with the same key at the same time share one task, and its error. Nothing is remembered after its end. */
	async run(key: string, task: () => Promise<Result>): Promise<Result> {
		const flight = this.flights.get(key) ?? this.start(key, task);
		return await flight;
	}

	private start(key: string, task: () => Promise<Result>): Promise<Result> {
		const flight = task().finally(() => this.flights.delete(key));
		this.flights.set(key, flight);
		return flight;
	}
}
