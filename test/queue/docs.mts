/** Writes what the suite of queue mode has counted into its page: `npm run docs:queue`. */
import { readFile, writeFile } from 'node:fs/promises';
import { tableOf, type Report } from './table.mts';

const page = 'docs/queue-mode.md';
const begin = '<!-- counted: written by npm run docs:queue from the JSON of npm run test:queue -->';
const end = '<!-- end of counted -->';

const [file = 'test-queue.json'] = process.argv.slice(2);
const report = JSON.parse(await readFile(file, 'utf8')) as Report;
const [before, rest] = (await readFile(page, 'utf8')).split(begin);
const after = rest?.split(end)[1];
if (after === undefined) throw new Error(`${page} has no place for the table.`);
await writeFile(page, `${before}${begin}\n\n${await tableOf(report)}\n${end}${after}`);
