const newest = require('../../e2e/jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...newest, rootDir: __dirname, testTimeout: 300_000 };
