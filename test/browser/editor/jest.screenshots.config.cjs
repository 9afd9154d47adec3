const tests = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...tests, testMatch: ['<rootDir>/screenshots.mts'] };
