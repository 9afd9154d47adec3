/** Callers that want the same thing at the same time share one task: the first one leads, the others follow. */
export class SingleFlight<Result> {
	private readonly flights = new Map<string, Promise<Result>>();

	/**
	 * Joins the task that runs for a key, or starts it. Nothing is remembered after its end.
	 *
	 * @throws what the leader's task throws
	 */
	async run(key: string, task: () => Promise<Result>): Promise<Result> {
		const flight = this.flights.get(key) ?? this.lead(key, task);
		return await flight;
	}

	private lead(key: string, task: () => Promise<Result>): Promise<Result> {
		const flight = task().finally(() => this.flights.delete(key));
		this.flights.set(key, flight);
		return flight;
	}
}
