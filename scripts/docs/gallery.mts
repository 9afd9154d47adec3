import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';
import { readFileSync } from 'node:fs';

import { events } from '../../nodes/KopoKopo/payloads/events.ts';
import { createCases, operationOf } from '../../test/support/engine/operations.mts';
import type { WorkflowDraft, WorkflowNode } from '../../test/support/host/rest-client.mts';
import { exampleNames } from '../../test/support/workflows/example.mts';
import { n8nNodes, neededRelease } from '../../test/support/workflows/n8n-nodes.mts';
import { withBlock } from './markdown.mts';
import { describedOperations, type DescribedOperation } from './operations.mts';

export const galleryFile = 'examples/README.md';

/** What a page says that its example is for, in the gallery's order. */
export const purposes = ['Get paid', 'Match and report', 'Pay out', 'React to payments'] as const;

type Purpose = (typeof purposes)[number];

/** An example, as its page and its workflow describe it. */
export interface Example {
	name: string;
	title: string;
	/** Its first paragraph. */
	sentence: string;
	purpose: Purpose;
	/** The headings of its sections. */
	sections: string[];
	workflow: WorkflowDraft;
}

const isA =
	<T extends Tokens.Generic>(type: string) =>
	(token: Token): token is T & Token =>
		token.type === type;

/** @throws Error if the page does not say what its example is for */
export function readExample(name: string): Example {
	const page = readFileSync(`examples/${name}.md`, 'utf8');
	const tokens = marked.lexer(page);
	const headings = tokens.filter(isA<Tokens.Heading>('heading'));
	const [, said] = /<!-- gallery: (.+) -->/.exec(page) ?? [];
	const purpose = purposes.find((each) => each === said);
	if (!purpose) {
		const choices = purposes.map((each) => `<!-- gallery: ${each} -->`).join(' or ');
		throw new Error(`examples/${name}.md has to have, below its title, ${choices}.`);
	}
	return {
		name,
		purpose,
		title: headings.find(({ depth }) => depth === 1)?.text ?? '',
		sentence: tokens.find(isA<Tokens.Paragraph>('paragraph'))?.text ?? '',
		sections: headings.filter(({ depth }) => depth === 2).map(({ text }) => text),
		workflow: JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as WorkflowDraft,
	};
}

const own = 'n8n-nodes-kopokopo.';

const distinct = <T,>(values: T[]): T[] => [...new Set(values)];

const isAction = ({ type }: WorkflowNode) => /\.kopoKopo(Tool)?$/.test(type);

/** This package's triggers, by type. */
const triggers: Readonly<Record<string, string>> = {
	[`${own}kopoKopoTrigger`]: 'Kopo Kopo Trigger',
	[`${own}kopoKopoPollingTrigger`]: 'Kopo Kopo Polling Trigger',
};

function operationsUsed(nodes: WorkflowNode[], operations: DescribedOperation[]): string[] {
	const used = operations.filter(({ resource, operation }) =>
		nodes.some(
			({ parameters, ...node }) =>
				isAction({ parameters, ...node }) &&
				parameters.resource === resource &&
				parameters.operation === operation,
		),
	);
	return distinct(used.map(({ names }) => names.resource)).map((resource) => {
		const ofResource = used.filter(({ names }) => names.resource === resource);
		return `${resource} → ${ofResource.map(({ names }) => names.operation).join(', ')}`;
	});
}

/** The versions of the API that a node can use. */
function versionsOf({ type, parameters }: WorkflowNode): readonly string[] {
	if (type in triggers) {
		const chosen = (parameters.events ?? []) as string[];
		return distinct(
			chosen.flatMap((topic) =>
				topic in events ? events[topic as keyof typeof events].versions : [],
			),
		);
	}
	const cases = Object.entries(createCases).filter(
		([name]) => operationOf(name)[0] === parameters.resource,
	);
	const exact = cases.filter(([name]) => operationOf(name)[1] === parameters.operation);
	return distinct((exact.length > 0 ? exact : cases).flatMap(([, { versions }]) => versions));
}

/** "v1 or v2", unless a node has only one of them. */
function apiVersions(nodes: WorkflowNode[]): string {
	const fixed = nodes
		.filter(({ type }) => type.startsWith(own))
		.map(versionsOf)
		.filter(({ length }) => length === 1)
		.flat();
	return distinct(fixed).sort().join(' and ') || 'v1 or v2';
}

const notListed = ['n8n-nodes-base.stickyNote'];

function entryOf({ name, title, sentence, workflow }: Example, operations: DescribedOperation[]) {
	const { nodes } = workflow;
	const types = distinct(nodes.map(({ type }) => type));
	const ours = [
		...types.flatMap((type) => triggers[type] ?? []),
		...operationsUsed(nodes, operations),
	];
	const others = types
		.filter((type) => !type.startsWith(own) && !notListed.includes(type))
		.map((type) => n8nNodes[type]?.name ?? type)
		.sort((one, other) => one.localeCompare(other, 'en'));
	return [
		`### [${title}](${name}.md)`,
		sentence,
		[
			`<a href="${name}.md">`,
			'  <picture>',
			`    <source media="(prefers-color-scheme: dark)" srcset="images/${name}-dark.png">`,
			`    <img alt="${title}: the workflow in n8n" src="images/${name}-light.png">`,
			'  </picture>',
			'</a>',
		].join('\n'),
		[
			`- **Kopo Kopo:** ${ours.join('; ')}`,
			`- **n8n:** ${others.join(', ')}`,
			`- **Kopo Kopo API:** ${apiVersions(nodes)}. **n8n release:** ${neededRelease(nodes)} or newer. **File:** [${name}.json](${name}.json)`,
		].join('\n'),
	].join('\n\n');
}

const block = [
	'<!-- gallery: written by npm run docs from the pages and workflows -->',
	'<!-- end of gallery -->',
] as const;

const bySize = (one: Example, other: Example) =>
	one.workflow.nodes.length - other.workflow.nodes.length;

/** The README of the examples with its gallery brought up to date. */
export async function galleryPage(page: string): Promise<string> {
	const operations = await describedOperations();
	const examples = exampleNames().map(readExample).sort(bySize);
	const groups = purposes.map((purpose) => ({
		purpose,
		examples: examples.filter((example) => example.purpose === purpose),
	}));
	const slugger = new GithubSlugger();
	const slugOf = ({ title }: Example) => slugger.slug(title);
	const overview = groups.map(
		(group) =>
			`- **${group.purpose}:** ${group.examples.map((one) => `[${one.title}](#${slugOf(one)})`).join(' · ')}`,
	);
	const sections = groups.flatMap((group) => [
		`## ${group.purpose}`,
		...group.examples.map((one) => entryOf(one, operations)),
	]);
	return withBlock(page, block, [overview.join('\n'), ...sections].join('\n\n'));
}
