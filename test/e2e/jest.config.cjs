const { moduleFileExtensions, reporters, transform } = require('../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	moduleFileExtensions,
	transform,
	reporters,
	testMatch: ['<rootDir>/{*,examples/*}.test.mts'],
	globalSetup: require.resolve('../support/shared-n8n/global-setup.cjs'),
	globalTeardown: require.resolve('../support/shared-n8n/global-teardown.cjs'),
	maxWorkers: 1,
	testTimeout: 300_000,
};
