const newest = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...newest,
	globals: { n8nRelease: '1.123' },
	// It creates a data table, which a workflow of n8n 1 cannot.
	testPathIgnorePatterns: ['/payouts-with-approval\\.'],
};
