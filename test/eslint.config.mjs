import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The folders of the package from the ground up. A folder imports from floors below its own only. */
const floors = [
	['lib'],
	['payloads'],
	['api'],
	['n8n'],
	['parameters'],
	['webhooks'],
	['run'],
	['operations', 'webhook-trigger', 'polling-trigger'],
];

const zones = floors.flatMap((floor, height) =>
	floor.map((folder) => ({
		target: `./nodes/KopoKopo/${folder}`,
		from: [
			...floors
				.slice(height)
				.flat()
				.filter((other) => other !== folder)
				.map((other) => `${other}/**`),
			'*.node.ts',
		].map((path) => `./nodes/KopoKopo/${path}`),
		message: `${floors.map((names) => names.join(' | ')).join(' ← ')}: imports point to the left only`,
	})),
);

/** n8n's own config covers every .ts file; the tests, the simulator and the demo are .mts and come here. */
export default tseslint.config(
	{
		files: ['**/*.mts'],
		extends: [js.configs.recommended, tseslint.configs.strict],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		languageOptions: { parser: tseslint.parser },
		plugins: { 'import-x': importX },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
		rules: {
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': ['error', { zones }],
		},
	},
);
