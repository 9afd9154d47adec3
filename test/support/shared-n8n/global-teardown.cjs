module.exports = () => require('./stop.mts').default();
