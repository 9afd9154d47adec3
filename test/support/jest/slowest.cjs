const shown = 10;

/** A reporter of Jest that names the slowest tests of a run, at its end. */
module.exports = class Slowest {
	onRunComplete(_contexts, { testResults }) {
		const tests = testResults
			.flatMap((file) => file.testResults)
			.sort((a, b) => b.duration - a.duration)
			.slice(0, shown);
		if (tests.length === 0) return;
		console.log('\nThe slowest tests:');
		for (const { duration, fullName } of tests)
			console.log(`${((duration ?? 0) / 1000).toFixed(1).padStart(8)} s  ${fullName}`);
	}
};
