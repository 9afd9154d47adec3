const newest = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...newest,
	globals: { n8nRelease: '1.123' },
	// They create data tables, which a workflow of n8n 1 cannot.
	testPathIgnorePatterns: ['/payouts-with-approval\\.', '/refund-desk\\.'],
};
