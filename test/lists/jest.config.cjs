const shared = require('../e2e/jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...shared, testTimeout: 900_000 };
