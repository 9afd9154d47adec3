import type { INodeProperties } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { actionProperties } from '../../test/support/engine/node-types.mts';
import { createCases, operationOf } from '../../test/support/engine/operations.mts';
import type { Schema } from '../schemas/infer.mts';
import { schemaFolder } from '../schemas/schemas.mts';
import { code, optionsOf, parameterTable, table } from './markdown.mts';

interface DescribedOperation {
	resource: string;
	operation: string;
	/** As n8n shows them. */
	names: { resource: string; operation: string };
	descriptions: { resource: string; operation: string };
	fields: INodeProperties[];
}

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

/** What the keys are of, for an operation whose output depends on what it reads. */
const outputLabels: Readonly<Record<string, string>> = {
	'webhookEvent.verify':
		'Output for _Payment Received (Buygoods)_ ([other events](trigger.md#events); for a result, the keys of _Get Status_ of its resource)',
};

const headingOf = (name: string, value: string) => `${name} (${code(value)})`;

/** All operations with their parameters and outputs, as Markdown. */
export async function operationsPage(): Promise<string> {
	const operations = await describedOperations();
	const sections = operations.map((one, index) => {
		const isFirst = operations[index - 1]?.resource !== one.resource;
		const parameters = one.fields.length > 0 ? parameterTable(one.fields) : 'No parameters.';
		return [
			...(isFirst
				? [`## ${headingOf(one.names.resource, one.resource)}`, `${one.descriptions.resource}.`]
				: []),
			`### ${one.names.operation} (${code(one.operation)})`,
			`${one.descriptions.operation}.`,
			parameters,
			`${outputLabels[`${one.resource}.${one.operation}`] ?? 'Output'}: ${outputKeys(one).map(code).join(', ')}`,
		].join('\n\n');
	});
	return [
		'# Operations of the Kopo Kopo node',
		'<!-- Written by npm run docs from the descriptions of the node and from real outputs: edit those, not this page. -->',
		'All operations with their parameters and outputs. Outputs are shown with _Simplify_ on. Some keys only exist once the status is final, such as the payer of an incoming payment. An operation with _Wait for Result_ returns the result, or after a timeout the last status with `location` and `timedOut: true`; with it off, only `id`, `location` and `type` ([waiting for the result](waiting.md)).',
		...sections,
		'',
	].join('\n\n');
}

const version = (versions: readonly string[]): string => versions.join(' or ');

/** Versions of the API that a resource is in, with the operations that differ. */
function versionsOf(resource: string): string {
	const own = Object.entries(createCases)
		.map(([name, { versions }]) => ({ operation: operationOf(name), versions }))
		.filter(({ operation: [of] }) => of === resource);
	const all = [...new Set(own.flatMap(({ versions }) => versions))].sort();
	return version(all) || 'none';
}

const noteOnVersion = / \(API v\d\)$/;

/** The overview for the README: a row for each resource. */
async function resourcesTable(): Promise<string> {
	const operations = await describedOperations();
	const resources = [...new Set(operations.map(({ resource }) => resource))];
	return table(
		['Resource', 'What it does', 'API'],
		resources.map((resource) => {
			const [{ names, descriptions }] = operations.filter((one) => one.resource === resource) as [
				DescribedOperation,
			];
			const anchor = headingOf(names.resource, resource)
				.toLowerCase()
				.replace(/[^a-z -]/g, '');
			return [
				`[${names.resource}](${operationsFile}#${anchor.replaceAll(' ', '-')})`,
				descriptions.resource.replace(noteOnVersion, ''),
				versionsOf(resource),
			];
		}),
	);
}

const begin = '<!-- operations: written by npm run docs -->';
const end = '<!-- end of operations -->';

/** The README with its table of resources brought up to date. */
export async function readmeWithTable(readme: string): Promise<string> {
	const [before, rest = ''] = readme.split(begin);
	const after = rest.split(end)[1];
	return `${before}${begin}\n\n${await resourcesTable()}\n\n${end}${after}`;
}

export const operationsFile = 'docs/operations.md';
