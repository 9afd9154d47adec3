import { readFileSync } from 'node:fs';

import { operationsFile, operationsPage, readmeWithTable } from '../../scripts/docs/operations.mts';
import { pollingFile, pollingPage } from '../../scripts/docs/polling.mts';
import { triggerFile, triggerPage } from '../../scripts/docs/trigger.mts';

/** Tables as they are meant, whatever a formatter makes of their columns. */
const squeezed = (text: string) =>
	text
		.replace(/-+/g, '-')
		.replace(/[ \t]+/g, ' ')
		.replace(/\n+/g, '\n');

it('the docs are those of the node: if not, run npm run docs', async () => {
	expect(squeezed(readFileSync(operationsFile, 'utf8'))).toBe(squeezed(await operationsPage()));
	expect(squeezed(readFileSync(triggerFile, 'utf8'))).toBe(squeezed(triggerPage()));
	const polling = readFileSync(pollingFile, 'utf8');
	expect(squeezed(polling)).toBe(squeezed(pollingPage(polling)));
	const readme = readFileSync('README.md', 'utf8');
	expect(squeezed(readme)).toBe(squeezed(await readmeWithTable(readme)));
});

describe('docs/money-safety.md', () => {
	const page = readFileSync('docs/money-safety.md', 'utf8');
	const notes = [...page.matchAll(/^\[\^([\w-]+)\]: (.+)$/gm)].map(([, name, text]) => ({
		name: name!,
		tests: [...text!.matchAll(/\]\(\.\.\/(test\/[^)]+)\) “([^”]+)”/g)].map(([, file, title]) => ({
			file: file!,
			title: title!,
		})),
	}));
	const sentences = page.slice(0, page.indexOf('\n[^'));
	const bullets = sentences.split('\n').filter((line) => line.startsWith('- '));

	it.each(notes.map(({ name, tests }) => [name, tests] as const))(
		'[%s] names tests that exist',
		(_name, tests) => {
			expect(tests.length).toBeGreaterThan(0);
			for (const { file, title } of tests) {
				expect(readFileSync(file, 'utf8')).toContain(`'${title}'`);
			}
		},
	);

	it('each sentence of what never happens has a test', () => {
		expect(bullets.length).toBeGreaterThan(20);
		expect(bullets.filter((line) => !/\.\[\^[\w-]+\]/.test(line))).toEqual([]);
	});

	it('each sentence leads to a note, and each note is led to', () => {
		const used = [...sentences.matchAll(/\[\^([\w-]+)\]/g)].map(([, name]) => name!);
		expect([...new Set(used)].sort()).toEqual(notes.map(({ name }) => name).sort());
	});
});
