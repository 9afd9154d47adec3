// Jest itself cannot load a set-up that is TypeScript in an .mts file.
require('tsx/cjs');

module.exports = (_globalConfig, { globals }) =>
	require('./start.mts').default(globals.n8nRelease, globals.hasPackage);
