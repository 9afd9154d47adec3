import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { outputSchemas, schemaFolder } from '../schemas/schemas.mts';

test('the output schemas are those of real outputs: if not, run npm run schemas', async () => {
	const files = readdirSync(schemaFolder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replaceAll('\\', '/'));
	const schemas = await outputSchemas();
	expect(files.sort()).toEqual([...schemas.keys()].sort());
	for (const [file, schema] of schemas) {
		expect([file, JSON.parse(readFileSync(join(schemaFolder, file), 'utf8'))]).toEqual([
			file,
			schema,
		]);
	}
});
