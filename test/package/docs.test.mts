import { readFileSync } from 'node:fs';

import { galleryFile, galleryPage } from '../../scripts/docs/gallery.mts';
import { operationsFile, operationsPage, readmeWithTable } from '../../scripts/docs/operations.mts';
import { pollingFile, pollingPage } from '../../scripts/docs/polling.mts';
import { triggerFile, triggerPage } from '../../scripts/docs/trigger.mts';

/** Ignores how a formatter aligns tables. */
const squeezed = (text: string) =>
	text
		.replace(/-+/g, '-')
		.replace(/[ \t]+/g, ' ')
		.replace(/\n+/g, '\n');

test('matches the generated docs (if not, run npm run docs)', async () => {
	expect(squeezed(readFileSync(operationsFile, 'utf8'))).toBe(squeezed(await operationsPage()));
	expect(squeezed(readFileSync(triggerFile, 'utf8'))).toBe(squeezed(triggerPage()));
	const polling = readFileSync(pollingFile, 'utf8');
	expect(squeezed(polling)).toBe(squeezed(pollingPage(polling)));
	const gallery = readFileSync(galleryFile, 'utf8');
	expect(squeezed(gallery)).toBe(squeezed(await galleryPage(gallery)));
	const readme = readFileSync('README.md', 'utf8');
	expect(squeezed(readme)).toBe(squeezed(await readmeWithTable(readme)));
});

/** Pages whose sentences have footnotes that name their tests. */
const footnoted = ['money-safety', 'idempotency-keys', 'troubleshooting', 'reliability'];

const readFootnoted = (name: string) => {
	const page = readFileSync(`docs/${name}.md`, 'utf8');
	const notes = [...page.matchAll(/^\[\^([\w-]+)\]: (.+)$/gm)].map(([, note, text]) => ({
		note: note!,
		tests: [...text!.matchAll(/\]\(\.\.\/(test\/[^)]+)\) “([^”]+)”/g)].map(([, file, title]) => ({
			file: file!,
			title: title!,
		})),
	}));
	return { notes, sentences: page.slice(0, page.indexOf('\n[^')) };
};

describe.each(footnoted)('docs/%s.md', (name) => {
	const { notes, sentences } = readFootnoted(name);

	it('has footnotes', () => {
		expect(notes).not.toEqual([]);
	});

	it.each(notes.map(({ note, tests }) => [note, tests] as const))(
		'names tests that exist in [^%s]',
		(_note, tests) => {
			expect(tests.length).toBeGreaterThan(0);
			for (const { file, title } of tests) {
				expect(readFileSync(file, 'utf8')).toContain(`'${title}'`);
			}
		},
	);

	it('uses each footnote, and has each that it uses', () => {
		const used = [...sentences.matchAll(/\[\^([\w-]+)\]/g)].map(([, note]) => note!);
		expect([...new Set(used)].sort()).toEqual(notes.map(({ note }) => note).sort());
	});
});

it.each([
	['money-safety', 20],
	['idempotency-keys', 5],
])('names a test for each guarantee of docs/%s.md', (name, fewest) => {
	const { sentences } = readFootnoted(name);
	const bullets = sentences.split('\n').filter((line) => line.startsWith('- '));
	expect(bullets.length).toBeGreaterThan(fewest);
	expect(bullets.filter((line) => !/\.\[\^[\w-]+\]/.test(line))).toEqual([]);
});
