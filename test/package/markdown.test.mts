import { PackageDirectoryLoader } from 'n8n-core';
import { readFileSync } from 'node:fs';

import { problemsOfLine } from '../support/package/commands.mts';
import {
	markdownFiles,
	ownAddress,
	problemOf,
	readMarkdown,
	readPage,
} from '../support/package/markdown.mts';

const pages = markdownFiles().map(readPage);

it('reads only the pages of the repository', () => {
	const paths = pages.map(({ path }) => path);
	expect(paths).toEqual(
		expect.arrayContaining(['README.md', 'docs/operations.md', 'test/simulator/README.md']),
	);
	expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
});

describe.each(pages)('$path', ({ path, links, commands }) => {
	it('has only links that lead somewhere', () => {
		const problems = links.map((link) => [link, problemOf(link, path)]);
		expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
	});

	it('names only commands and options that exist', () => {
		const problems = commands.map((line) => [line, ...problemsOfLine(line)]);
		expect(problems.filter(([, ...found]) => found.length > 0)).toEqual([]);
	});
});

it('links from the nodes and the credential only to pages and headings that exist', async () => {
	const loader = new PackageDirectoryLoader(process.cwd());
	await loader.loadAll();
	const codexOf = (path: string) =>
		JSON.parse(readFileSync(path.replace(/\.js$/, '.json'), 'utf8')) as {
			resources: Record<string, Array<{ url: string }>>;
		};
	const links = [
		...Object.values(loader.nodeTypes).flatMap(({ sourcePath }) =>
			Object.values(codexOf(sourcePath).resources).flat(),
		),
		...Object.values(loader.credentialTypes).map(({ type }) => ({ url: type.documentationUrl })),
	].map(({ url }) => url!);
	expect(links.length).toBeGreaterThan(2);
	for (const link of links) expect(link).toMatch(new RegExp(`^${ownAddress}[#/]`));
	const problems = links.map((link) => [link, problemOf(link, 'README.md')]);
	expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
});

describe('a page with problems', () => {
	const page = readMarkdown(
		[
			'# A page: of `code` and *more*',
			'[missing](missing.md) [heading](README.md#nothing) [up](../elsewhere.md)',
			'[plain](http://shop.example/) [typo](https//shop.co.ke) [by reference][there] <ftp://shop.co.ke>',
			'![picture](docs/missing.png) <img src="docs/gone.png">',
			'',
			'[there]: nowhere/at/all.md',
			'```sh',
			'npm ci && npm run nothing # npm run comment',
			'npm run demo -- --once --twice=2',
			'N8N_PORT=1 ./missing.sh; npx nothing-of-the-kind | npm frobnicate',
			'cat test/unit/missing',
			'```',
			'`npm run lint` and `npm run absent`, but not `npm`; `--once`, `--never`',
			'```ts',
			'npm run nothing',
			'```',
		].join('\n'),
		'page.md',
	);

	it('reports links that lead nowhere', () => {
		expect(page.links.map((link) => [link, problemOf(link, 'page.md')])).toEqual([
			['missing.md', 'leads to missing.md, which does not exist'],
			['README.md#nothing', 'names no heading of README.md'],
			['../elsewhere.md', 'leads out of the repository'],
			['http://shop.example/', 'is not https'],
			['https//shop.co.ke', 'leads to https/shop.co.ke, which does not exist'],
			['nowhere/at/all.md', 'leads to nowhere/at/all.md, which does not exist'],
			['ftp://shop.co.ke', 'is not https'],
			['docs/missing.png', 'leads to docs/missing.png, which does not exist'],
			['docs/gone.png', 'leads to docs/gone.png, which does not exist'],
		]);
		expect(page.anchors).toEqual(['a-page-of-code-and-more']);
	});

	it('reports commands that do not exist', () => {
		expect(page.commands.map((line) => [line, problemsOfLine(line)])).toEqual([
			['npm ci && npm run nothing # npm run comment', ['package.json has no script nothing']],
			['npm run demo -- --once --twice=2', ['npm run demo -- --help does not tell of --twice']],
			[
				'N8N_PORT=1 ./missing.sh; npx nothing-of-the-kind | npm frobnicate',
				[
					'./missing.sh is not known here',
					'nothing-of-the-kind is not installed',
					'npm frobnicate is no command of npm that is known here',
				],
			],
			['cat test/unit/missing', ['cat is not known here', 'test/unit/missing does not exist']],
			['npm run lint', []],
			['npm run absent', ['package.json has no script absent']],
			['--once', []],
			['--never', ['no script has the option --never']],
		]);
	});
});
