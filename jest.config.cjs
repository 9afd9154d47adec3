// Jest can require ES modules only from Node 24.9 on.
const esModules = ['github-slugger', 'marked'];

/** Packages that Node loads once for each Jest worker, not Jest once for each file. */
const loadedOnce = [
	'express',
	'fast-check',
	'n8n-core',
	'n8n-workflow',
	'reflect-metadata',
	'yaml',
];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
	// By default Jest leaves a core free: of two, it uses one.
	maxWorkers: '100%',
	reporters: ['default', require.resolve('./test/support/jest/slowest.cjs')],
	// What hangs, fails; a busy machine only takes longer.
	testTimeout: 30_000,
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json'],
	testMatch: ['<rootDir>/test/{unit,engine,simulator,package,queue}/**/*.test.mts'],
	moduleFileExtensions: ['mts', 'ts', 'js', 'cjs', 'mjs', 'json', 'node'],
	globalSetup: '<rootDir>/scripts/fresh-dist.cjs',
	transformIgnorePatterns: [`/node_modules/(?!(${[...esModules, ...loadedOnce].join('|')})/)`],
	transform: {
		[`^.+\\.m?ts$|/node_modules/(${esModules.join('|')})/.+\\.js$`]: [
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
		[`/node_modules/(${loadedOnce.join('|')})/.+\\.c?js$`]: require.resolve(
			'./test/support/jest/node-modules.cjs',
		),
	},
};
