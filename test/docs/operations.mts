import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { actionProperties } from '../engine/engine.mts';
import type { Schema } from '../schemas/infer.mts';
import { schemaFolder } from '../schemas/schemas.mts';

interface DescribedOperation {
	resource: string;
	operation: string;
	/** As n8n shows them. */
	names: { resource: string; operation: string };
	descriptions: { resource: string; operation: string };
	fields: INodeProperties[];
}

const optionsOf = ({ options }: INodeProperties) => (options ?? []) as INodePropertyOptions[];

async function describedOperations(): Promise<DescribedOperation[]> {
	const properties = await actionProperties();
	const resources = optionsOf(properties.find(({ name }) => name === 'resource')!);
	const shownFor = (name: string, value: string, { displayOptions }: INodeProperties) =>
		displayOptions?.show?.[name]?.includes(value) === true;
	return resources.flatMap((resource) => {
		const id = String(resource.value);
		const own = properties.filter((property) => shownFor('resource', id, property));
		const operations = optionsOf(own.find(({ name }) => name === 'operation')!);
		return operations.map(({ name, value, description = '' }) => ({
			resource: id,
			operation: String(value),
			names: { resource: resource.name, operation: name },
			descriptions: { resource: resource.description ?? '', operation: description },
			fields: own.filter((property) => shownFor('operation', String(value), property)),
		}));
	});
}

function outputKeys({ resource, operation }: DescribedOperation): string[] {
	const file = join(schemaFolder, resource, `${operation}.json`);
	const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
	return Object.keys(schema.properties ?? {});
}

const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (heads: string[], rows: string[][]) =>
	[row(...heads), row(...heads.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

function conditionOf({ displayOptions }: INodeProperties): string {
	const others = Object.entries(displayOptions?.show ?? {}).filter(
		([name]) => !['resource', 'operation'].includes(name),
	);
	const texts = others.map(
		([name, values]) =>
			`${code(name)} is ${(values ?? []).map((value) => code(String(value))).join(' or ')}`,
	);
	return texts.length > 0 ? ` Only where ${texts.join(' and ')}.` : '';
}

function valuesOf(field: INodeProperties): string {
	if (field.type !== 'options') return '';
	return ` One of ${optionsOf(field)
		.map(({ value }) => (value === '' ? 'empty' : code(String(value))))
		.join(', ')}.`;
}

const defaultOf = ({ default: value, type }: INodeProperties): string =>
	value === '' || type === 'collection' || type === 'fixedCollection'
		? ''
		: code(typeof value === 'string' ? value : JSON.stringify(value));

function parameterRows(fields: INodeProperties[], parent = ''): string[][] {
	return fields.flatMap((field) => {
		const { displayName, name, required, description = '' } = field;
		const sentence =
			description === '' || description.endsWith('.') ? description : `${description}.`;
		const inner = (field.options ?? []).flatMap((option): INodeProperties[] => {
			if (field.type === 'collection') return [option as INodeProperties];
			return field.type === 'fixedCollection' ? (option as INodePropertyCollection).values : [];
		});
		const list =
			field.type === 'fixedCollection'
				? `.${(field.options![0] as INodePropertyCollection).name}[]`
				: '';
		return [
			[
				`${displayName}${required ? ' (required)' : ''}`,
				code(`${parent}${name}`),
				defaultOf(field),
				`${sentence}${valuesOf(field)}${conditionOf(field)}`,
			],
			...parameterRows(inner, `${parent}${name}${list}.`),
		];
	});
}

/** All operations with their parameters and outputs, as Markdown. */
export async function operationsPage(): Promise<string> {
	const operations = await describedOperations();
	const sections = operations.map((one, index) => {
		const isFirst = operations[index - 1]?.resource !== one.resource;
		const parameters =
			one.fields.length > 0
				? table(['Parameter', 'Name', 'Default', ''], parameterRows(one.fields))
				: 'No parameters.';
		return [
			...(isFirst
				? [`## ${one.names.resource} (${code(one.resource)})`, `${one.descriptions.resource}.`]
				: []),
			`### ${one.names.operation} (${code(one.operation)})`,
			`${one.descriptions.operation}.`,
			parameters,
			`Output: ${outputKeys(one).map(code).join(', ')}`,
		].join('\n\n');
	});
	return [
		'# Operations of the Kopo Kopo node',
		'Written by `npm run docs` from the descriptions of the node and from real outputs: change those, not this page.',
		'Outputs are those with _Simplify_ on. A status lacks the keys that only a final one has, such as the payer of an incoming payment.',
		...sections,
		'',
	].join('\n\n');
}

/** The overview for the README: a row per operation. */
export async function operationsTable(): Promise<string> {
	const operations = await describedOperations();
	const names = (fields: INodeProperties[]) => fields.map(({ name }) => code(name)).join(', ');
	return table(
		['Resource', 'Operation', 'Parameters', 'Output'],
		operations.map((one) => [
			one.names.resource,
			one.names.operation,
			names(one.fields) || 'none',
			outputKeys(one).map(code).join(', '),
		]),
	);
}

const begin = '<!-- operations: written by npm run docs -->';
const end = '<!-- end of operations -->';

/** The README with its table of operations brought up to date. */
export async function readmeWithTable(readme: string): Promise<string> {
	const [before, rest = ''] = readme.split(begin);
	const after = rest.split(end)[1];
	return `${before}${begin}\n\n${await operationsTable()}\n\n${end}${after}`;
}

export const operationsFile = 'docs/operations.md';
