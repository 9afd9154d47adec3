import type { INodeProperties } from 'n8n-workflow';

import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import type { Operation, Resource } from '../../../nodes/KopoKopo/operations/shared/types.ts';
import { requestOptionsField } from '../../../nodes/KopoKopo/parameters/request-options.ts';
import type { Theme } from '../../support/browser/editor.mts';
import { openPanel, runNode, type ShownField } from '../../support/browser/panel.mts';
import { useDesk } from '../../support/browser/setup.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { askByHand, askingNode } from '../../support/browser/workflows.mts';
import type { WorkflowDraft, WorkflowNode } from '../../support/host/rest-client.mts';

const desk = useDesk();

/** An operation as a new node has it, or with one parameter set to something that shows other fields. */
interface Case {
	/** The node's name. */
	title: string;
	resource: Resource;
	operation: Operation;
	set: Record<string, unknown>;
}

type Conditions = Record<string, unknown[]>;

const conditionsOf = ({ displayOptions }: INodeProperties): Conditions =>
	(displayOptions?.show ?? {}) as Conditions;

/** The operation by its defaults, and once for each value on which one of its fields depends. */
function casesOf(resource: Resource, operation: Operation): Case[] {
	const { fields } = operation;
	const title = `${resource.name} ${operation.name}`;
	const depends = fields.flatMap((field) => Object.entries(conditionsOf(field)));
	const values = depends.flatMap(([name, list]) => list.map((value) => [name, value] as const));
	const others = new Map(
		values
			.filter(([name, value]) => fields.find((field) => field.name === name)?.default !== value)
			.map(([name, value]) => [`${title}, ${name} ${String(value)}`, { [name]: value }]),
	);
	return [[title, {}] as const, ...others].map(([name, set]) => ({
		title: name,
		resource,
		operation,
		set,
	}));
}

/** What the tables say that a panel shows, from the top. */
function expectedFields({ operation: { fields }, set }: Case): ShownField[] {
	const values: Record<string, unknown> = {
		...Object.fromEntries(fields.map(({ name, default: initial }) => [name, initial])),
		...set,
	};
	const shown = fields
		.filter(({ type }) => type !== 'notice')
		.filter((field) =>
			Object.entries(conditionsOf(field)).every(([name, list]) => list.includes(values[name])),
		)
		.map(({ name, displayName, required, typeOptions }) => ({
			name,
			label: displayName,
			warns: (required === true && values[name] === '') || typeOptions?.minRequiredFields === 1,
		}));
	return [
		{ name: 'resource', label: 'Resource', warns: false },
		{ name: 'operation', label: 'Operation', warns: false },
		...shown,
	];
}

/** What can be added to a collection: all but what it has from the start. */
const optionNames = ({ options = [], default: initial }: INodeProperties) =>
	(options as INodeProperties[])
		.filter(({ name }) => !Object.hasOwn(initial as object, name))
		.map(({ displayName }) => displayName);

/** What the tables say that can be added; a single option is offered by a button that does not name it. */
const expectedOptions = ({ operation: { fields } }: Case): string[] =>
	[...fields.filter(({ type }) => type === 'collection'), requestOptionsField]
		.map(optionNames)
		.filter(({ length }) => length > 1)
		.flat()
		.sort();

const columns = 6;

/** A node for each case, so that all can be seen at once. */
const workflowOf = (cases: Case[]): WorkflowDraft => ({
	name: 'Operations',
	nodes: cases.map(
		({ title, resource, operation, set }, index): WorkflowNode => ({
			name: title,
			type: 'n8n-nodes-kopokopo.kopoKopo',
			typeVersion: 1,
			position: [(index % columns) * 240, Math.floor(index / columns) * 200],
			parameters: { resource: resource.value, operation: operation.value, ...set },
			credentials: {
				[desk.env.credential.type]: {
					id: desk.env.credential.id,
					name: desk.env.credential.name,
				},
			},
		}),
	),
	connections: {},
});

async function openCases(cases: Case[], theme: Theme) {
	const editor = await desk.editor(theme);
	await editor.open(await desk.env.store(workflowOf(cases)));
	await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
	return editor;
}

async function tryCases(cases: Case[], theme: Theme) {
	const editor = await openCases(cases, theme);
	expect(await editor.read()).not.toMatch(/\b[a-z]+[A-Z]\w*: |: [a-z]+[A-Z]/);
	for (const one of cases) {
		const panel = await openPanel(editor, one.title);
		const shown = async () => ({
			node: one.title,
			resource: await panel.chosen('resource'),
			operation: await panel.chosen('operation'),
			fields: await panel.fields(),
			addable: (await panel.addable()).sort(),
		});
		await expectShown(shown, {
			node: one.title,
			resource: one.resource.name,
			operation: one.operation.name,
			fields: expectedFields(one),
			addable: expectedOptions(one),
		});
		await editor.read();
		await panel.close();
	}
}

describe('the panel shows the fields that its table has', () => {
	it.each(resources.map((resource) => [resource.name, resource] as const))(
		'for every operation of %s',
		async (_, resource) => {
			const cases = resource.operations.flatMap((operation) => casesOf(resource, operation));
			await tryCases(cases, 'light');
		},
	);

	it('for the first operation of each resource, in dark', async () => {
		const cases = resources.map((resource) => {
			const first = resource.operations.find(({ value }) => value === resource.default)!;
			return casesOf(resource, first)[0]!;
		});
		await tryCases(cases, 'dark');
	});
});

it('shows the fields of what is chosen from the lists', async () => {
	const [first] = casesOf(resources[0]!, resources[0]!.operations[0]!);
	const editor = await openCases([first!], 'light');
	const panel = await openPanel(editor, first!.title);
	for (const [resource, operation] of [
		['Send Money', 'Send'],
		['STK Push', 'Request Payment and Wait'],
		['Transfer', 'Settle Funds'],
	] as const) {
		await panel.choose('resource', resource);
		await panel.choose('operation', operation);
		const chosen = resources.find(({ name }) => name === resource)!;
		const [wanted] = casesOf(chosen, chosen.operations.find(({ name }) => name === operation)!);
		await expectShown(panel.fields, expectedFields(wanted!));
	}
});

it('says that a payment is not paid yet if nothing waits for the result', async () => {
	const { env } = desk;
	const editor = await desk.editor();
	await editor.open(await env.store(askByHand(env.credential, { waitForResult: false })));
	const output = await runNode(await openPanel(editor, askingNode), 'incoming_payment');

	await output.getByText(/^Sent, not paid yet\./).waitFor();
	await editor.read();
});
