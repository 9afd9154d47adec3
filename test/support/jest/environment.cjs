const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { join } = require('node:path');
const vm = require('node:vm');

require('../engine/environment.cjs');

/** Means Node's own context to Jest, where Node expects no context at all. */
const nodeContext = {};

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) =>
	compileFunction(
		code,
		parameters,
		options?.parsingContext === nodeContext ? { ...options, parsingContext: undefined } : options,
	);

const dist = join(__dirname, '../../../dist/');

/** Drops what dist has in memory, as when an n8n process ends: the next `require` loads it again. */
function forgetDist() {
	for (const path of Object.keys(require.cache)) {
		if (path.startsWith(dist)) delete require.cache[path];
	}
}

/** Globals that packages have defined when they were loaded, such as undici's dispatcher. */
const ofPackages = new Set();

function loadPackage(path) {
	const before = new Set(Reflect.ownKeys(globalThis));
	const loaded = require(path);
	for (const name of Reflect.ownKeys(globalThis)) {
		if (!before.has(name)) ofPackages.add(name);
	}
	return loaded;
}

globalThis[Symbol.for('n8n-nodes-kopokopo.tests')] = { loadPackage, forgetDist };

const propertiesOf = (object) => Object.getOwnPropertyDescriptors(object);

/** Gives an object the own properties that it had before. */
function restore(object, properties) {
	for (const name of Reflect.ownKeys(object)) {
		if (!(name in properties || ofPackages.has(name))) delete object[name];
	}
	for (const name of Reflect.ownKeys(properties)) {
		if (properties[name].configurable) Object.defineProperty(object, name, properties[name]);
	}
}

/**
 * Runs each test file in Node's own context, where jest-environment-node creates one for each file. So n8n-core,
 * which takes a second to load, is loaded once for each Jest worker (node-modules.cjs) and still shares `Error`,
 * `Date` and timers with the tests, also when a test replaces them. Changes to globals are undone after each file.
 */
class NodeContextEnvironment {
	constructor({ projectConfig }) {
		this.saved = [globalThis, process, process.env, Error].map((object) => [
			object,
			propertiesOf(object),
		]);
		this.global = globalThis;
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimers = null;
		// With `globalThis` itself it would also replace `node:timers`, which the tests wait with.
		const global = new Proxy(globalThis, {});
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global });
		forgetDist();
	}

	async setup() {}

	async teardown() {
		this.fakeTimersModern.dispose();
		for (const [object, properties] of this.saved) restore(object, properties);
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return nodeContext;
	}
}

module.exports = NodeContextEnvironment;
