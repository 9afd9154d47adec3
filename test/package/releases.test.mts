import { readFileSync } from 'node:fs';

import { readExample } from '../../scripts/docs/gallery.mts';
import {
	hostRecipe,
	isSince,
	mainReleases,
	releaseOf,
	releases,
	type Release,
} from '../support/host/recipe.mts';
import { exampleNames } from '../support/workflows/example.mts';
import { neededRelease } from '../support/workflows/n8n-nodes.mts';

const versionsOf = Object.values(releases).map(({ version }) => version);

/** A release by its name, and what was reported about it. */
function asked(name: string) {
	const reported: string[] = [];
	return { release: releaseOf(name, (line) => reported.push(line)), reported };
}

it('has recipes in the order of the releases, each named after its version', () => {
	for (const [name, { version }] of Object.entries(releases)) {
		expect(version.startsWith(`${name}.`)).toBe(true);
	}
	const names = Object.keys(releases);
	const inOrder = names.slice(1).every((name, index) => isSince(name, names[index]!));
	expect(inOrder).toBe(true);
	expect(mainReleases).toContain(names.at(-1));
});

it('compares releases by number, not by text', () => {
	expect(isSince('2.9.1', '2.14')).toBe(false);
	expect(isSince('2.14.0', '2.14')).toBe(true);
	expect(isSince('10.0.0', '2.14')).toBe(true);
	expect(isSince('1.123.81', '2.0')).toBe(false);
});

it.each(['2.20', '2.20.12'])('finds the recipe of %s', (name) => {
	expect(asked(name)).toEqual({ release: releases['2.20'], reported: [] });
});

it.each([
	['2.20.0', '2.20.12'],
	['2.25.1', '2.20.12'],
	['2.99.0', versionsOf.at(-1)!],
	['1.100.1', versionsOf[0]!],
])('installs %s with the recipe of %s, and reports that', (version, nearest) => {
	const { release, reported } = asked(version);
	const known = Object.values(releases).find((one) => one.version === nearest);
	expect(release).toEqual({ ...known, version });
	expect(reported).toEqual([
		`n8n ${version} has no recipe, so it is installed with the one of ${nearest}.`,
	]);
});

it.each(['latest', '2', '2.25', '2.25.x', ''])('rejects "%s", which names no release', (name) => {
	expect(() => asked(name)).toThrow(/is not a release of n8n\. Use 1\.\d+, .*, or a version/);
});

it('installs what was published before the day of the recipe, in a separate folder', () => {
	const release = { ...releases['2.30'], before: '2026-01-02' };
	expect(hostRecipe(release).steps[0]!.arguments).toContain('--before=2026-01-02');
	expect(hostRecipe(release).name).not.toBe(hostRecipe(releases['2.30']).name);
});

it.each([
	['README.md', /^\| \*\*(\d+\.\d+)\*\*/gm],
	['docs/n8n-releases.md', /^\| (\d+\.\d+)\.\d+ +\|/gm],
])('lists every release with a recipe in %s, the newest first', (page, row) => {
	const listed = [...readFileSync(page, 'utf8').matchAll(row)].map(([, name]) => name);
	expect(listed).toEqual(Object.keys(releases).reverse());
});

/** The release that an example needs, by its nodes. */
const releaseNeededBy = (name: string) => neededRelease(readExample(name).workflow.nodes);

const namesIn = (page: string, name: RegExp) =>
	[...readFileSync(page, 'utf8').matchAll(name)].map(([, found]) => found);

it.each(exampleNames())(
	'says on the page and in the note of %s if it needs a newer n8n',
	(name) => {
		const needed = releaseNeededBy(name);
		for (const file of [`examples/${name}.md`, `examples/${name}.json`]) {
			const said = namesIn(file, /\bneeds? n8n (\d+(?:\.\d+)*)/g);
			expect(said).toEqual(needed === mainReleases[1] ? [] : [needed]);
		}
	},
);

it.each(['2.14', '2.30'])('lists the examples that need %s', (release) => {
	const listed = new RegExp(`^- \\*\\*Examples that need ${release}:\\*\\* (.*?)\\.( |$)`, 'm');
	const [, list = ''] = listed.exec(readFileSync('docs/n8n-releases.md', 'utf8')) ?? [];
	const names = [...list.matchAll(/examples\/([\w-]+)\.md/g)].map(([, name]) => name);
	const needing = exampleNames().filter((name) => releaseNeededBy(name) === release);
	expect(names.sort()).toEqual(needing.sort());
});

it('names the tests that a release leaves out', () => {
	const page = readFileSync('docs/n8n-releases.md', 'utf8');
	for (const [name, { excludedTests = [] }] of Object.entries<Release>(releases)) {
		const [paragraph = ''] = new RegExp(`^In ${name}, .* are left out`, 'm').exec(page) ?? [];
		const named = [...paragraph.matchAll(/`([\w-]+)`/g)].map(([, test]) => test);
		expect(named).toEqual(excludedTests.map((part) => part.replaceAll('/', '')));
	}
});

it.each(['README.md', 'docs/n8n-releases.md', 'docs/money-safety.md'])(
	'names in %s the same release from which every promise holds',
	(page) => {
		expect(namesIn(page, /from n8n \*{0,2}(2\.\d+)\*{0,2} on[,;].* (?:holds|differs)/gi)).toEqual([
			'2.30',
		]);
	},
);
