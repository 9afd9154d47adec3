/** Has Node load the packages of node_modules, once for each Jest worker. */
module.exports = {
	process: (_source, path) => ({
		code: `module.exports = globalThis[Symbol.for('n8n-nodes-kopokopo.tests')].require(${JSON.stringify(path)});`,
	}),
	getCacheKey: (_source, path) => path,
};
