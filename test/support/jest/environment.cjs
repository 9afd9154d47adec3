const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { join } = require('node:path');
const vm = require('node:vm');

require('../engine/environment.cjs');

/** Stands for Node's own context in Jest, which Node itself names by leaving the context out. */
const nodeContext = {};

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) =>
	compileFunction(
		code,
		parameters,
		options?.parsingContext === nodeContext ? { ...options, parsingContext: undefined } : options,
	);

const dist = join(__dirname, '../../../dist/');

/** Forgets what dist has in memory, as the end of an n8n process does: the next `require` loads it again. */
function forgetDist() {
	for (const path of Object.keys(require.cache)) {
		if (path.startsWith(dist)) delete require.cache[path];
	}
}

const bridge = Symbol.for('n8n-nodes-kopokopo.tests');
globalThis[bridge] = { require, forgetDist };

const propertiesOf = (object) => Object.getOwnPropertyDescriptors(object);

/** Makes an object's own properties those of an earlier moment. */
function restore(object, properties) {
	for (const name of Reflect.ownKeys(object)) {
		if (!(name in properties)) delete object[name];
	}
	for (const name of Reflect.ownKeys(properties)) {
		const { configurable, value } = properties[name];
		if (configurable) Object.defineProperty(object, name, properties[name]);
		else if (object[name] !== value) object[name] = value;
	}
}

/**
 * Runs each test file in Node's own context, not in one of its own as jest-environment-node does. Packages of
 * node_modules are loaded once for each Jest worker (node-modules.cjs): n8n-core takes a second. They share
 * `Error`, `Date`, timers and all other globals with the tests, also when a test replaces them. What a file
 * leaves behind in the globals is removed after it.
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
		// Of what it knows as Node's own global object it would replace `node:timers` too.
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
