const { moduleFileExtensions, testEnvironment, transform } = require('../../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment,
	moduleFileExtensions,
	transform,
	testMatch: ['<rootDir>/**/*.test.mts'],
	maxWorkers: 1,
	testTimeout: 60_000,
};
