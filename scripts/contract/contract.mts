import { PackageDirectoryLoader } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type ICredentialType,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Schema } from '../schemas/infer.mts';
import { schemaFolder } from '../schemas/schemas.mts';

export const contractFile = 'test/package/contract.txt';

const indented = (lines: string[]) => lines.map((line) => `  ${line}`);
const json = (value: unknown) => JSON.stringify(value);
const listed = (values: readonly unknown[]) => `[${values.join(', ')}]`;
const byName = <Named extends { name: string }>(list: readonly Named[]): Named[] =>
	[...list].sort((one, other) => (one.name < other.name ? -1 : 1));

/** The values to choose from; their order is that of their names, which may change. */
const choicesOf = ({ options }: INodeProperties) =>
	((options ?? []) as INodePropertyOptions[]).map(({ value }) => value).sort();

/** Each operation lists its own fields, so that they need not say it. */
const placed = ['resource', 'operation'];

function conditionsOf({ displayOptions }: INodeProperties): string[] {
	return Object.entries(displayOptions ?? {}).flatMap(([way, conditions]) =>
		Object.entries(conditions as Record<string, unknown[]>)
			.filter(([name]) => !placed.includes(name))
			.map(([name, values]) => `${way} for ${name} ${listed(values.map(String).sort())}`),
	);
}

/** The type options that say how a field looks, not what it takes. */
const looks = /Text$|^rows$|^numberPrecision$/;

function traitsOf(property: INodeProperties): string[] {
	const { required, noDataExpression, isNodeSetting, typeOptions = {} } = property;
	return [
		...(required ? ['required'] : []),
		...(noDataExpression ? ['no expression'] : []),
		...(isNodeSetting ? ['in the settings'] : []),
		...Object.entries(typeOptions)
			.filter(([name]) => !looks.test(name))
			.map(([name, value]) => (value === true ? name : `${name} ${json(value)}`)),
		...conditionsOf(property),
	];
}

const fieldsIn: Readonly<Record<string, (options: INodeProperties['options']) => string[]>> = {
	collection: (options) => fieldLines(options as INodeProperties[]),
	fixedCollection: (options) =>
		(options as INodePropertyCollection[]).flatMap(({ name, values }) => [
			name,
			...indented(fieldLines(values)),
		]),
};

function linesOf(property: INodeProperties): string[] {
	const { name, type, options } = property;
	const choices = /options$/i.test(type) ? ` ${listed(choicesOf(property).map(json))}` : '';
	const head = `${name}: ${type}${choices} = ${json(property.default)}`;
	const inner = fieldsIn[type]?.(options) ?? [];
	return [[head, ...traitsOf(property)].join('; '), ...indented(inner)];
}

/** Fields by name: where they stand on the screen may change, and a notice is not stored. */
const fieldLines = (properties: readonly INodeProperties[]): string[] =>
	byName(properties.filter(({ type }) => type !== 'notice')).flatMap(linesOf);

/** The names of an operation's output fields, whose order is none of the contract. */
function outputLines(resource: string, operation: string): string[] {
	const file = join(schemaFolder, resource, `${operation}.json`);
	const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
	return [`gives ${listed(Object.keys(schema.properties ?? {}).sort())}`];
}

const shownFor = (name: string, value: unknown) => (property: INodeProperties) =>
	property.displayOptions?.show?.[name]?.includes(value as string) === true;

function resourceLines(properties: INodeProperties[], resource: unknown): string[] {
	const own = properties.filter(shownFor('resource', resource));
	const operation = own.find(({ name }) => name === 'operation')!;
	return [
		`resource ${resource}`,
		...indented(linesOf(operation)),
		...choicesOf(operation).flatMap((value) => [
			`${resource}.${value}`,
			...indented(fieldLines(own.filter(shownFor('operation', value)))),
			...indented(outputLines(String(resource), String(value))),
		]),
	];
}

/** The outputs that a node has in a workflow, by the values that name them. */
function outputsWith(type: INodeType, entered: INodeParameters): string {
	const { description } = type;
	const { name, properties, version, defaultVersion } = description;
	const node: INode = {
		id: name,
		name,
		type: name,
		typeVersion: Number(defaultVersion ?? version),
		position: [0, 0],
		parameters: {},
	};
	const given = NodeHelpers.getNodeParameters(properties, entered, true, false, node, description);
	node.parameters = given ?? {};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const outputs = NodeHelpers.getNodeOutputs(workflow, node, description);
	return listed(
		outputs.map((output) =>
			typeof output === 'string' ? output : (output as { value?: string }).value || output.type,
		),
	);
}

/** The outputs as a new node has them, and those of a trigger for each event or result, all selected. */
function outputsOf(type: INodeType): string[] {
	const { properties } = type.description;
	const choices = (wanted: string) =>
		properties.filter(({ name }) => name === wanted).flatMap(choicesOf) as string[];
	const selections = properties.filter(({ type: kind }) => kind === 'multiOptions');
	const everything = Object.fromEntries(
		selections.map((property) => [property.name, choicesOf(property)]),
	);
	const perEvent = choices('outputMode').filter((mode) => mode === 'perEvent');
	return [
		`outputs ${outputsWith(type, {})}`,
		...perEvent.flatMap((outputMode) =>
			choices('triggerOn').map((triggerOn) => {
				const outputs = outputsWith(type, { ...everything, outputMode, triggerOn });
				return `outputs ${outputMode} for ${triggerOn} ${outputs}`;
			}),
		),
	];
}

const webhookLines = ({ webhooks = [] }: INodeTypeDescription) =>
	webhooks.map(
		({ name, httpMethod, path, restartWebhook }) =>
			`webhook ${name}: ${httpMethod} ${json(path)}${restartWebhook ? '; wakes an execution' : ''}`,
	);

/** Fields that n8n gives a node itself. */
const ofN8n = ['pollTimes'];

function nodeLines(type: INodeType): string[] {
	const { description } = type;
	const { name, version, defaultVersion, inputs, properties, credentials = [] } = description;
	const common = properties.filter(
		(property) => !property.displayOptions?.show?.resource && !ofN8n.includes(property.name),
	);
	const resources = common.filter((property) => property.name === 'resource').flatMap(choicesOf);
	return [
		`node ${name}`,
		...indented([
			`versions ${listed([version].flat())}; a new one has ${defaultVersion ?? version}`,
			...(description.usableAsTool ? ['usable as a tool'] : []),
			...(description.polling ? ['polling'] : []),
			`inputs ${listed(inputs as string[])}`,
			...outputsOf(type),
			...credentials.map((one) => `credential ${one.name}${one.required ? '; required' : ''}`),
			...webhookLines(description),
			...fieldLines(common),
			...resources.flatMap((resource) => resourceLines(properties, resource)),
		]),
	];
}

const credentialLines = ({ name, properties }: ICredentialType) => [
	`credential ${name}`,
	...indented(fieldLines(properties)),
];

/**
 * All that saved workflows and the expressions in them hold of the package, a line for each thing: names,
 * types, values, defaults, conditions and outputs, not the words that a user reads.
 */
export async function contract(): Promise<string> {
	const loader = new PackageDirectoryLoader(process.cwd());
	await loader.loadAll();
	const credentials = Object.values(loader.credentialTypes).map(({ type }) => type);
	const nodes = Object.values(loader.nodeTypes).map(({ type }) => type as INodeType);
	const sections = [...byName(credentials).map(credentialLines), ...nodes.map(nodeLines)];
	return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
