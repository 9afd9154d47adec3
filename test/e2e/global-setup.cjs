// Jest itself cannot load a set-up that is TypeScript in an .mts file.
require('tsx/cjs');

module.exports = () => require('./start-n8n.mts').default();
