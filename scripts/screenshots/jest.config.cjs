const tests = require('../../test/browser/editor/jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...tests, rootDir: __dirname, testMatch: ['<rootDir>/screenshots.mts'] };
