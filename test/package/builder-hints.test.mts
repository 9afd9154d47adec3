import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { schemaFolder } from '../../scripts/schemas/schemas.mts';

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

const descriptions = () =>
	Object.values(loader.nodeTypes).map(({ type }) => type.description as INodeTypeDescription);

/** A property, an option or a group of fields: n8n's builder reads a hint on each. */
interface Described {
	name?: string;
	value?: unknown;
	builderHint?: { propertyHint: string };
	options?: Described[];
	values?: Described[];
}

function* everyEntry(entries: readonly Described[]): Generator<Described> {
	for (const entry of entries) {
		yield entry;
		yield* everyEntry([...(entry.options ?? []), ...(entry.values ?? [])]);
	}
}

const entriesOf = ({ properties }: INodeTypeDescription) => [
	...everyEntry(properties as Described[]),
];

/** Every text that n8n's AI workflow builder reads besides the editor's. */
const allHints = (): string[] => [
	...new Set(
		descriptions().flatMap((description) => [
			description.builderHint!.searchHint!,
			...description.builderHint!.relatedNodes!.map(({ relationHint }) => relationHint),
			...entriesOf(description).flatMap(({ builderHint }) => builderHint?.propertyHint ?? []),
		]),
	),
];

const outputKeys = () =>
	readdirSync(schemaFolder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.flatMap((file) => {
			const schema = JSON.parse(readFileSync(join(schemaFolder, file), 'utf8')) as {
				properties?: object;
			};
			return Object.keys(schema.properties ?? {});
		});

/** Names of parameters, values to choose from and keys of the output. */
const knownNames = () => {
	const written = descriptions().flatMap((description) => [
		description.name,
		...entriesOf(description).flatMap(({ name, value }) => [name, value].map(String)),
	]);
	return new Set([...written, ...outputKeys()]);
};

/** What can only be a name: camelCase and snake_case. */
const namesIn = (hint: string) => hint.match(/\b[a-z]+(?:[A-Z]\w*|(?:_[a-z\d]+)+)\b/g) ?? [];

it('has hints, each in up to 300 characters', () => {
	expect(allHints().length).toBeGreaterThan(30);
	expect(allHints().filter((hint) => hint.length > 300)).toEqual([]);
});

it('writes no hint in several lines, or with signs that n8n escapes', () => {
	expect(allHints().filter((hint) => /[\n<>]|\*\//.test(hint))).toEqual([]);
});

it('names only parameters, values and outputs that exist', () => {
	const known = knownNames();
	const names = allHints().flatMap(namesIn);
	expect(new Set(names).size).toBeGreaterThan(10);
	expect(names.filter((name) => !known.has(name))).toEqual([]);
});

it('names only operations that the resource has', () => {
	const { properties } = loader.nodeTypes.kopoKopo!.type.description as INodeTypeDescription;
	const operations = Object.fromEntries(
		properties
			.filter(({ name }) => name === 'operation')
			.map((property): [string, string[]] => [
				String(property.displayOptions!.show!.resource![0]),
				(property.options as INodeProperties[]).map((option) =>
					String((option as Described).value),
				),
			]),
	);
	const named = allHints().flatMap((hint) => [
		...hint.matchAll(/\bresource (\w+), operation (\w+)/g),
	]);
	expect(named.length).toBeGreaterThan(3);
	for (const [text, resource, operation] of named) {
		expect([text, operations[resource!]]).toEqual([text, expect.arrayContaining([operation])]);
	}
});

it('relates the nodes of the package to each other', () => {
	const names = Object.keys(loader.nodeTypes);
	for (const { name, builderHint } of descriptions()) {
		const others = names.filter((other) => other !== name);
		expect(builderHint!.relatedNodes!.map(({ nodeType }) => nodeType).sort()).toEqual(
			others.map((other) => `n8n-nodes-kopokopo.${other}`).sort(),
		);
	}
});

it("passes n8n's lint rule with every hint, also with those that are put together", () => {
	const leak = 'Connect it as ai_tool';
	const source = [...allHints(), leak].map(
		(hint) => `export const hint = { builderHint: { propertyHint: ${JSON.stringify(hint)} } };`,
	);
	const { stdout } = spawnSync(
		join('node_modules', '.bin', 'eslint'),
		['--stdin', '--stdin-filename', 'nodes/KopoKopo/n8n/builder-hints.ts', '--format', 'json'],
		// With jest's NODE_ENV, the rules would treat every file as a node.
		{ input: source.join('\n'), encoding: 'utf8', env: { ...process.env, NODE_ENV: undefined } },
	);
	const [{ messages }] = JSON.parse(stdout) as [
		{ messages: Array<{ ruleId: string; line: number }> },
	];
	const leaks = messages.filter(({ ruleId }) => ruleId?.endsWith('/no-builder-hint-leakage'));
	expect(leaks.map(({ line }) => line)).toEqual([source.length]);
});
