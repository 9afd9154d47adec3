import { PackageDirectoryLoader } from 'n8n-core';
import type { IConnections, INode, INodeType } from 'n8n-workflow';
import { readFileSync } from 'node:fs';

import { exchangeUnreachable, notIssued } from '../../nodes/KopoKopo/api/access-token-error.ts';
import {
	isSafeToRetry,
	readFailure,
	RequestFailure,
} from '../../nodes/KopoKopo/api/request-failure.ts';
import type { Runnable } from '../../nodes/KopoKopo/run/call.ts';
import { Report } from '../../nodes/KopoKopo/run/report.ts';
import { node } from '../support/unit/node.mts';
import { exampleNames } from '../support/workflows/example.mts';
import { n8nNodes } from '../support/workflows/n8n-nodes.mts';

interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: Record<string, unknown>;
}

const own = 'n8n-nodes-kopokopo.';
const note = 'n8n-nodes-base.stickyNote';
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const files = exampleNames().map((name) => `${name}.json`);
const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

const read = (file: string) => JSON.parse(readFileSync(`examples/${file}`, 'utf8')) as Workflow;

/** The parameters of one of this package's nodes, also as a tool. */
function parametersOf(type: string): string[] {
	const name = type.slice(own.length);
	const { description } = loader.nodeTypes[name.replace(/Tool$/, '')]!.type as INodeType;
	const asTool = name.endsWith('Tool') ? ['descriptionType', 'toolDescription'] : [];
	return [...description.properties.map((property) => property.name), ...asTool];
}

function* entries(value: unknown): Generator<[key: string, value: unknown]> {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) {
		yield [key, inner];
		yield* entries(inner);
	}
}

/** The patterns by which an example knows from an error that nothing was sent. */
const patternsIn = ({ nodes }: Workflow) =>
	[...entries(nodes)]
		.flatMap(([, value]) => (typeof value === 'string' ? [value] : []))
		.flatMap((text) => [...text.matchAll(/\/(\^\(Item .*?)\/[.;]/g)])
		.map(([, source]) => new RegExp(source!));

const host = 'api.kopokopo.com';
const statuses = [302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];

/** What a payment can fail with, from a refused token to a connection that closes. */
const failures = (): Error[] => [
	...statuses.map((status) => new RequestFailure(readFailure({ response: { status } }, { host }))),
	...['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'ECONNRESET', 'ETIMEDOUT'].map(
		(code) => new RequestFailure(readFailure({ code }, { host })),
	),
	...statuses.map((statusCode) =>
		notIssued(host, { statusCode, body: {}, headers: {} }, (value) => value),
	),
	exchangeUnreachable(host, 'ECONNRESET', false),
	new RequestFailure({ outcome: 'accepted', message: 'The ID cannot be used.', advice: 'Look.' }),
];

/** The text of a failed item in a workflow that continues, alone and among others. */
const textsOf = (cause: Error): string[] =>
	[1, 2].map((items) => {
		const report = new Report(node, { call: { movesMoney: 'out' } } as Runnable, items);
		report.failed(0, cause);
		return report.failedItem(0).error!.message;
	});

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** The area of a node on the canvas. A note has its own size; other nodes have their name below them. */
function boxOf({ name, type, position: [left, top], parameters }: INode): Box {
	const [width, height] =
		type === note
			? [Number(parameters.width), Number(parameters.height)]
			: [type.endsWith('.agent') ? 260 : 100, 140];
	return { name, left, top, right: left + width, bottom: top + height };
}

const apart = (one: Box, other: Box) =>
	one.right <= other.left ||
	other.right <= one.left ||
	one.bottom <= other.top ||
	other.bottom <= one.top;

const within = (inner: Box, outer: Box) =>
	inner.left >= outer.left &&
	inner.right <= outer.right &&
	inner.top >= outer.top &&
	inner.bottom <= outer.bottom;

const withPatterns = [
	'payouts-with-approval.json',
	'refund-desk.json',
	'send-money-to-a-list.json',
	'mcp-server.json',
	'sms-on-payment.json',
	'checkout.json',
	'stk-push-with-wait-node.json',
];

it.each(withPatterns)('%s counts as not sent what certainly was not, and nothing else', (file) => {
	const patterns = patternsIn(read(file));
	expect(patterns).toHaveLength(1);
	for (const cause of failures()) {
		for (const text of textsOf(cause)) {
			expect([text, patterns[0]!.test(text)]).toEqual([text, isSafeToRetry(cause)]);
		}
	}
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const { nodes, connections } = workflow;
	const names = nodes.map(({ name }) => name);

	it('contains only what n8n imports, and no data, credentials or secrets', () => {
		expect(Object.keys(workflow)).toEqual(['name', 'nodes', 'connections', 'settings']);
		expect(workflow.name).toMatch(/^Kopo Kopo: /);
		expect(workflow.settings).toMatchObject({ executionOrder: 'v1' });
		for (const { credentials = {} } of nodes) {
			for (const chosen of Object.values(credentials)) {
				expect(chosen).toEqual({ name: expect.any(String) });
			}
		}
		for (const [key, value] of entries(nodes.map(({ parameters }) => parameters))) {
			expect(key).not.toMatch(/secret|password|api_?key|authorization/i);
			if (typeof value === 'string') expect(value).not.toMatch(/\b(?=[\w+/]*\d)[\w+/]{32,}\b/);
		}
	});

	it('says what it does, what to set up and what happens if it fails', () => {
		const texts = nodes
			.filter(({ type }) => type === note)
			.map(({ parameters }) => String(parameters.content));
		expect(texts[0]).toMatch(/^## /);
		expect(texts[0]).toContain('### Set up\n1. ');
		expect(texts.join('\n')).toMatch(/^### If .+ fails$/m);
	});

	it('has nodes of known types, with unique IDs and names', () => {
		for (const { type, typeVersion, parameters } of nodes) {
			if (type.startsWith(own)) {
				expect(typeVersion).toBe(type === `${own}kopoKopoTrigger` ? 1.1 : 1);
				expect(parametersOf(type)).toEqual(expect.arrayContaining(Object.keys(parameters)));
			} else expect([type, typeVersion]).toEqual([type, n8nNodes[type]?.version]);
		}
		for (const { id } of nodes) expect(id).toMatch(uuid);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(new Set(names).size).toBe(nodes.length);
	});

	it('names its nodes by what they do, not by what they are', () => {
		const letters = (text: string) => text.replace(/[^a-z]/gi, '').toLowerCase();
		const servers = nodes
			.filter(({ type }) => type.endsWith('.mcpTrigger'))
			.map(({ name }) => name);
		const isToolOfServer = (name: string) =>
			connections[name]?.ai_tool?.flat().some((target) => servers.includes(target!.node));
		for (const { name, type } of nodes) {
			// The name of the tool, as MCP servers name them.
			expect(name).toMatch(isToolOfServer(name) ? /^[a-z]+(_[a-z]+)+$/ : /^[A-Z]/);
			// n8n's default names are in Title Case and numbered.
			expect(name).not.toMatch(/ [A-Z][a-z]|\d$/);
			expect(letters(name)).not.toBe(letters(type.split('.').at(-1)!));
			expect(name.length).toBeLessThanOrEqual(25);
		}
	});

	it('uses the phone number of a payer only as information, since M-PESA masks it', () => {
		const information = /"name":"(?:phone|senderPhoneNumber)","value":"[^"]*"/g;
		expect(JSON.stringify(nodes).replace(information, '')).not.toContain('.senderPhoneNumber');
	});

	it('retries if n8n could not store what it has seen, because two executions wrote at once', () => {
		// With On Error: Continue, Remove Duplicates returns its error, and n8n does not retry: the workflow does.
		const recording = nodes.filter(
			({ parameters, onError }) =>
				parameters.operation === 'removeItemsSeenInPreviousExecutions' && onError === undefined,
		);
		for (const node of recording) expect(node).toMatchObject({ retryOnFail: true, maxTries: 3 });
	});

	it('connects all nodes, and no others', () => {
		const ends = Object.values(connections)
			.flatMap((kinds) => Object.values(kinds))
			.flat()
			.flatMap((targets) => targets ?? [])
			.map(({ node }) => node);
		const connected = new Set([...Object.keys(connections), ...ends]);
		const toConnect = nodes.filter(({ type }) => type !== note).map(({ name }) => name);
		expect([...connected].sort()).toEqual(toConnect.sort());
	});

	it('has no nodes or notes that overlap, except notes around nodes', () => {
		const boxes = nodes.map(boxOf);
		const isNote = (name: string) => nodes.some((node) => node.name === name && node.type === note);
		const overlaps = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => !apart(one, other))
				.filter((other) => isNote(one.name) === isNote(other.name) || !within(other, one))
				.map((other) => [one.name, other.name]),
		);
		expect(overlaps).toEqual([]);
	});
});
