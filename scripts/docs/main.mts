/** Writes what the docs say of the nodes' parameters and outputs: `npm run docs`. */
import '../../test/support/engine/environment.cjs';

import { readFile, writeFile } from 'node:fs/promises';

import { format, resolveConfig } from 'prettier';

import { errorsFile, errorsPage } from './errors.mts';
import { galleryFile, galleryPage } from './gallery.mts';
import { operationsFile, operationsPage, readmeWithTable } from './operations.mts';
import { pollingFile, pollingPage } from './polling.mts';
import { triggerFile, triggerPage } from './trigger.mts';

const pages: Array<[string, string]> = [
	[operationsFile, await operationsPage()],
	[errorsFile, errorsPage()],
	[triggerFile, triggerPage()],
	[pollingFile, pollingPage(await readFile(pollingFile, 'utf8'))],
	[galleryFile, await galleryPage(await readFile(galleryFile, 'utf8'))],
	['README.md', await readmeWithTable(await readFile('README.md', 'utf8'))],
];
for (const [file, text] of pages) {
	const options = await resolveConfig(file);
	await writeFile(file, await format(text, { ...options, filepath: file }));
	console.log(file);
}
// n8n-core keeps timers of its own.
process.exit(0);
