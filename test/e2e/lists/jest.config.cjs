const shared = require('../jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...shared, testMatch: ['<rootDir>/*.test.mts'], testTimeout: 1_800_000 };
