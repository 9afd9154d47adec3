/** What the pages of the docs have in common: tables, and the parameters of a node. */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

export const optionsOf = ({ options }: INodeProperties) =>
	(options ?? []) as INodePropertyOptions[];

export const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
export const table = (heads: string[], rows: string[][]) =>
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

export const parameterTable = (fields: INodeProperties[]): string =>
	table(
		['Parameter', 'Name', 'Default', ''],
		parameterRows(fields.filter(({ type }) => type !== 'notice')),
	);

/** A page with what is between two of its comments brought up to date. */
export function withBlock(page: string, [begin, end]: readonly [string, string], block: string) {
	const [before, rest = ''] = page.split(begin);
	const after = rest.split(end)[1];
	return `${before}${begin}\n\n${block}\n\n${end}${after}`;
}
