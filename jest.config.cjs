/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// What hangs, fails; a busy machine only takes longer.
	testTimeout: 30_000,
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json'],
	testMatch: ['<rootDir>/test/{unit,engine,simulator,package}/**/*.test.mts'],
	moduleFileExtensions: ['mts', 'ts', 'js', 'cjs', 'mjs', 'json', 'node'],
	globalSetup: '<rootDir>/scripts/fresh-dist.cjs',
	setupFiles: ['<rootDir>/test/support/engine/environment.cjs'],
	// These come as ES modules alone, which Jest takes only from Node 24.9 on.
	transformIgnorePatterns: ['/node_modules/(?!(github-slugger|marked)/)'],
	transform: {
		'^.+\\.m?ts$|/node_modules/(github-slugger|marked)/.+\\.js$': [
			'@swc/jest',
			{
				jsc: {
					parser: { syntax: 'typescript' },
					target: 'es2022',
					// As the build does: fields are set after the parameters of the constructor.
					transform: { useDefineForClassFields: false },
				},
				module: { type: 'commonjs' },
			},
		],
	},
};
