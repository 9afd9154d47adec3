/** What a function gives, or undefined where it throws the error that users see. */
export function outcome<Result>(run: () => Result): Result | undefined {
	try {
		return run();
	} catch (error) {
		expect(error).toHaveProperty('description');
		return undefined;
	}
}
