import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The folders of the package from the ground up: a folder may use what stands before it, and nothing above. */
const floors = [
	'payloads',
	'api',
	'parameters',
	'webhooks',
	'run',
	'polling',
	'operations',
	'trigger',
];

const zones = floors.map((floor, height) => ({
	target: `./nodes/KopoKopo/${floor}`,
	from: [...floors.slice(height + 1).map((above) => `${above}/**`), '*.node.ts'].map(
		(above) => `./nodes/KopoKopo/${above}`,
	),
	message: `${floors.join(' ← ')}: imports run to the left only`,
}));

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
