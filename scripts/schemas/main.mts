/** Writes the output schemas that n8n's editor shows before a first run: `npm run schemas`. */
import '../../test/support/engine/environment.cjs';

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { outputSchemas, schemaFolder } from './schemas.mts';

await rm(schemaFolder, { recursive: true, force: true });
for (const [file, schema] of await outputSchemas()) {
	const path = join(schemaFolder, file);
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, `${JSON.stringify(schema, null, '\t')}\n`);
	console.log(path);
}
// n8n-core keeps timers of its own.
process.exit(0);
