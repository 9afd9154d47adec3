const codeFor = (path) =>
	`module.exports = globalThis[Symbol.for('n8n-nodes-kopokopo.tests')].loadPackage(${JSON.stringify(path)});`;

/** A transform by which Node itself loads a package, once for each Jest worker (environment.cjs). */
module.exports = {
	process: (_source, path) => ({ code: codeFor(path) }),
	getCacheKey: (_source, path) => codeFor(path),
};
