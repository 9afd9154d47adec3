const shared = require('../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...shared,
	globals: { ...shared.globals, hasPackage: false },
	testMatch: ['<rootDir>/*.test.mts'],
};
