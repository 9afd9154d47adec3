const shared = require('../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...shared, testMatch: ['<rootDir>/*.test.mts'], testTimeout: 900_000 };
