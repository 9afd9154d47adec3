import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** n8n's own config covers every .ts file; the tests, the simulator and the demo are .mts and come here. */
export default tseslint.config({
	files: ['**/*.mts'],
	extends: [js.configs.recommended, tseslint.configs.strict],
	rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
});
