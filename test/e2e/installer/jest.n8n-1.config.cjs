const newest = require('./jest.config.cjs');
const { globals } = require('../jest.n8n-1.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...newest, globals: { ...newest.globals, ...globals } };
