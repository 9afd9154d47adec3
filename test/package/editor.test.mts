import { PackageDirectoryLoader } from 'n8n-core';
import {
	CREDENTIAL_BLANKING_VALUE,
	CREDENTIAL_EMPTY_VALUE,
	NodeHelpers,
	Workflow,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

/** The node as a workflow holds it in which these were entered. */
function nodeWith(entered: INodeParameters) {
	const type = loader.nodeTypes.kopoKopo!.type as INodeType;
	const { description } = type;
	const node: INode = {
		id: '1',
		name: 'Kopo Kopo',
		type: 'kopoKopo',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	node.parameters = NodeHelpers.getNodeParameters(
		description.properties,
		entered,
		true,
		false,
		node,
		description,
	)!;
	return { type, node, description };
}

/** What n8n warns of on the canvas, before a run. */
function issuesOf(entered: INodeParameters): string[] {
	const { node, description } = nodeWith(entered);
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	return Object.keys(issues?.parameters ?? {});
}

/** What n8n hints at in the node's panel, before a run. */
function hintsOf(entered: INodeParameters): string[] {
	const { type, node, description } = nodeWith(entered);
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return description
		.hints!.filter(
			({ displayCondition }) =>
				workflow.expression.getSimpleParameterValue(node, displayCondition, 'internal', {}) ===
				true,
		)
		.map(({ message }) => message);
}

it.each<[what: string, entered: INodeParameters, hints: number]>([
	['an amount that nobody entered', {}, 1],
	['an amount', { amount: 100 }, 0],
	['the whole balance', { resource: 'transfer', operation: 'settleFunds' }, 0],
	[
		'no amount for a target',
		{ resource: 'transfer', operation: 'settleFunds', settlementType: 'targeted' },
		1,
	],
	['an operation without amount', { resource: 'stkPush', operation: 'getStatus' }, 0],
])('before a run the panel tells of %s', (_what, entered, hints) => {
	expect(hintsOf(entered)).toEqual(Array(hints).fill('Enter an amount greater than 0'));
});

describe('before a run the canvas warns of', () => {
	const sendMoney = { resource: 'sendMoney', operation: 'send' };
	const row = { type: 'till', tillNumber: '123456', amount: 100, description: 'Rent' };

	it.each<[what: string, entered: INodeParameters, warned: string[]]>([
		['no destination', sendMoney, ['destinations']],
		['nothing where there is one', { ...sendMoney, destinations: { destination: [row] } }, []],
		['nothing where the balance is swept', { ...sendMoney, sweep: true }, []],
		[
			'a destination without its number',
			{ ...sendMoney, destinations: { destination: [{ ...row, tillNumber: '' }] } },
			['tillNumber'],
		],
		['a till and a phone number that nobody entered', {}, ['phoneNumber', 'tillNumber']],
	])('%s', (_what, entered, warned) => {
		expect(issuesOf(entered).sort()).toEqual(warned);
	});
});

it('below the button that listens for a test event, the trigger says that a subscription stays', () => {
	const { description } = loader.nodeTypes.kopoKopoTrigger!.type as INodeType;
	expect(description.triggerPanel).toMatchObject({
		activationHint: expect.stringMatching(
			/listening for a test event subscribes the test URL.* can't delete that subscription/,
		),
	});
});

it.each([
	['', true],
	[CREDENTIAL_EMPTY_VALUE, true],
	[CREDENTIAL_BLANKING_VALUE, false],
	['key', false],
])(
	'while the API key is %j, the credential says what does not work without it: %s',
	(apiKey, says) => {
		const { properties } = loader.credentialTypes.kopoKopoApi!.type;
		const notice = properties.find(({ type }) => type === 'notice')!;
		expect(notice.displayName).toMatch(/trigger and Request Payment and Wait need the API key/);
		expect(NodeHelpers.displayParameter({ apiKey }, notice, null, null)).toBe(says);
	},
);

/** Everything that a user reads of a node or a credential, with where it stands. */
function* wordsIn(
	properties: readonly INodeProperties[],
	place: string,
): Generator<[place: string, kind: string, text: string]> {
	for (const property of properties) {
		const here = `${place}.${property.name}`;
		// What n8n adds to every node that polls.
		if (property.name === 'pollTimes') continue;
		for (const kind of ['displayName', 'description', 'hint', 'placeholder'] as const) {
			if (property[kind]) yield [here, kind, property[kind]];
		}
		for (const option of property.options ?? []) {
			if ('values' in option) yield* wordsIn(option.values, here);
			else if ('type' in option) yield* wordsIn([option], here);
			else {
				const { name, description, action } = option as {
					name: string;
					description?: string;
					action?: string;
				};
				yield [here, 'name', name];
				if (description) yield [here, 'description', description];
				if (action) yield [here, 'action', action];
			}
		}
	}
}

const allWords = () => {
	const described = [
		...Object.values(loader.nodeTypes).map(({ type }) => (type as INodeType).description),
		...Object.values(loader.credentialTypes).map(({ type }) => type),
	];
	return described.flatMap(({ name, properties }) => [...wordsIn(properties, name)]);
};

describe('what a user reads', () => {
	it.each<[what: string, wrong: RegExp, kinds?: RegExp]>([
		['has no value that was not there', /undefined|null|NaN|\[object/],
		['names nothing as a program does', /^[a-z]+[A-Z]/, /displayName|^name|action/],
		[
			'is no text for developers',
			/\b(Location|scope reference|payload body|JSON path)\b/,
			/displayName/,
		],
		[
			'is plain English',
			/\balone\b|the own one|in place of|of your own choice|as it stands|\bcall to\b|has a look|anew\b|side by side/i,
		],
		['names the version of the API in one way', /version [12] of/i],
		['has no two spaces and no straight dash for a long one', / {2}| -- /],
		['ends one sentence without a full stop', /^[^.]*[^.]\.$/, /description/],
		['begins with a capital letter', /^[a-z]/, /displayName|description|^name|action/],
		['names n8n 2 with n8n 1 where they differ', /\bActivate the workflow first\b/],
	])('%s', (_what, wrong, kinds = /./) => {
		const words = allWords().filter(([, kind]) => kinds.test(kind));
		expect(words.length).toBeGreaterThan(50);
		expect(words.filter(([, , text]) => wrong.test(text))).toEqual([]);
	});
});
