const { moduleFileExtensions, testEnvironment, transform } = require('../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment,
	moduleFileExtensions,
	transform,
	// One of ../host/recipe.mts.
	globals: { n8nRelease: '2.41' },
	testMatch: ['<rootDir>/**/*.test.mts'],
	globalSetup: require.resolve('../shared-n8n/global-setup.cjs'),
	globalTeardown: require.resolve('../shared-n8n/global-teardown.cjs'),
	maxWorkers: 1,
	testTimeout: 300_000,
};
