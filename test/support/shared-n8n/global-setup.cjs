// Jest itself cannot load a set-up that is TypeScript in an .mts file.
require('tsx/cjs');

module.exports = (_globalConfig, { globals }) =>
	require('./start.mts').default(process.env.KOPOKOPO_E2E_RELEASE ?? '2.41', globals.hasPackage);
