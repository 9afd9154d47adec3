const { moduleFileExtensions, reporters, transform } = require('../../../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	moduleFileExtensions,
	transform,
	reporters,
	testMatch: ['<rootDir>/**/*.test.mts'],
	maxWorkers: 1,
	testTimeout: 300_000,
};
