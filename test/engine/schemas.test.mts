import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { canWait } from '../../scripts/schemas/samples.mts';
import { outputSchemas, schemaFolder } from '../../scripts/schemas/schemas.mts';
import { useFastTime } from '../support/engine/fast-time.mts';
import { createCases, operationOf } from '../support/engine/operations.mts';

useFastTime();

it('has output schemas that match real outputs (if not, run npm run schemas)', async () => {
	const all = dirname(schemaFolder);
	const files = readdirSync(all, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => relative(schemaFolder, join(all, file)).replaceAll('\\', '/'));
	const schemas = await outputSchemas();
	expect(files.sort()).toEqual([...schemas.keys()].sort());
	for (const [file, schema] of schemas) {
		expect([file, JSON.parse(readFileSync(join(schemaFolder, file), 'utf8'))]).toEqual([
			file,
			schema,
		]);
	}

	// Before a first run, users can drag only these into the next node.
	const waiting = Object.keys(createCases).filter(canWait);
	expect(new Set(waiting.map((name) => operationOf(name).join('.'))).size).toBe(7);
	for (const name of waiting) {
		const [resource, operation] = operationOf(name);
		const { properties = {} } = schemas.get(`${resource}/${operation}.json`)!;
		expect(Object.keys(properties)).toEqual(
			expect.arrayContaining(['status', 'id', 'location', 'type', 'timedOut']),
		);
		expect(Object.keys(properties)[0]).toBe('status');
	}
}, 60_000);
