import { readdirSync, readFileSync } from 'node:fs';

import { moduleState } from '../support/package/module-state.mts';

const page = readFileSync('docs/memory.md', 'utf8');

const documented = [...page.matchAll(/^\|.*\| `(nodes\/[^`]+)`\s*\|$/gm)].map(([, file]) => file!);

const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => `${folder}/${name}`),
);

it('finds each module that keeps state in docs/memory.md, with a row for each variable', () => {
	const files = sources.flatMap((file) =>
		moduleState(file, readFileSync(file, 'utf8')).map(() => file),
	);
	expect(files.length).toBeGreaterThan(10);
	expect([...documented].sort()).toEqual(files.sort());
});

it.each([
	['let count = 0;', ['count']],
	['export const tasks = new Map<string, number>();', ['tasks']],
	['const seen = new WeakSet();', ['seen']],
	['const keys = new BoundedMap<string>({ maxSize: 1 });', ['keys']],
	['const list: string[] = [];', ['list']],
	['const cache: Record<string, string> = {};', ['cache']],
	['class Store { static readonly all = new Set(); readonly own = new Set(); }', ['all']],
	["const statuses = new Set(['success']);", []],
	['const table = { a: 1 };', []],
	['function run() { const own = new Map(); let count = 0; }', []],
])('finds the state in %s', (code, names) => {
	expect(moduleState('example.ts', code)).toEqual(names);
});
