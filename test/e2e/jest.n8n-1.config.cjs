const newest = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = {
	...newest,
	globals: { n8nRelease: '1.123' },
};
