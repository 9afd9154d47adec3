import { readFileSync } from 'node:fs';

import { operationsFile, operationsPage, readmeWithTable } from '../docs/operations.mts';
import { triggerFile, triggerPage } from '../docs/trigger.mts';

/** Tables as they are meant, whatever a formatter makes of their columns. */
const squeezed = (text: string) =>
	text
		.replace(/-+/g, '-')
		.replace(/[ \t]+/g, ' ')
		.replace(/\n+/g, '\n');

test('the docs are those of the node: if not, run npm run docs', async () => {
	expect(squeezed(readFileSync(operationsFile, 'utf8'))).toBe(squeezed(await operationsPage()));
	expect(squeezed(readFileSync(triggerFile, 'utf8'))).toBe(squeezed(triggerPage()));
	const readme = readFileSync('README.md', 'utf8');
	expect(squeezed(readme)).toBe(squeezed(await readmeWithTable(readme)));
});
