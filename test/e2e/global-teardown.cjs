module.exports = () => require('./stop-n8n.mts').default();
