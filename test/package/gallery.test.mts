import { readFileSync, statSync } from 'node:fs';

import { galleryFile, purposes, readExample } from '../../scripts/docs/gallery.mts';
import { markdownFiles, readPage } from '../support/package/markdown.mts';
import { exampleNames } from '../support/workflows/example.mts';
import { n8nNodes, neededRelease } from '../support/workflows/n8n-nodes.mts';

const names = exampleNames();

const isNote = ({ type }: { type: string }) => type === 'n8n-nodes-base.stickyNote';

describe.each(names)('the page of %s', (name) => {
	const { title, sentence, sections, workflow } = readExample(name);
	const { links } = readPage(`examples/${name}.md`);

	it('has the title of its workflow', () => {
		const note = workflow.nodes.find(isNote);
		expect(String(note?.parameters.content).split('\n')[0]).toBe(`## ${title}`);
	});

	it('says in one sentence what it is for', () => {
		expect(sentence).toMatch(/^[A-Z][^.]+\.$/);
		expect(sentence.length).toBeLessThanOrEqual(160);
	});

	it('says what it does, how to set it up, what happens when a step fails, and how to change it', () => {
		expect(sections).toEqual(['What it does', 'Set up', 'When a step fails', 'How to change it']);
	});

	it('shows the workflow in both themes, and links to its file', () => {
		const pictures = ['dark', 'light'].map((theme) => `images/${name}-${theme}.png`);
		expect(links).toEqual(expect.arrayContaining([...pictures, `${name}.json`]));
		for (const picture of pictures) {
			expect(statSync(`examples/${picture}`).size).toBeLessThan(80_000);
		}
	});
});

it('has an example for each purpose', () => {
	const used = names.map((name) => readExample(name).purpose);
	expect([...new Set(used)].sort()).toEqual([...purposes].sort());
});

it('leads from other pages to the page of an example, not to its file', () => {
	const fromElsewhere = markdownFiles()
		.filter((path) => !path.startsWith('examples/'))
		.flatMap((path) => readPage(path).links);
	expect(fromElsewhere.filter((link) => /examples\/[\w-]+\.json/.test(link))).toEqual([]);
	expect(readPage('README.md').links).toContain(galleryFile);
});

it('says for which n8n a workflow is, by its nodes', () => {
	const type = 'n8n-nodes-base.dataTable';
	expect(n8nNodes[type]).toBeDefined();
	expect(neededRelease([{ type, parameters: { resource: 'table' } }])).toBe('2.14');
	expect(neededRelease([{ type, parameters: { resource: 'row' } }])).toBe('1.123');
	const onError = 'continueRegularOutput';
	expect(neededRelease([{ type, parameters: { resource: 'table' }, onError }])).toBe('1.123');
	const page = readFileSync(galleryFile, 'utf8');
	expect(page).toContain('**n8n release:** 1.123 or newer.');
});
