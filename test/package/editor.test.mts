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

/** The node in a workflow, with these parameters. */
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

function issuesOf(entered: INodeParameters): string[] {
	const { node, description } = nodeWith(entered);
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	return Object.keys(issues?.parameters ?? {});
}

/** The hints in the node's panel, in any phase of a run. */
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

const enterAmount = 'Enter an amount greater than 0';
const otherNetwork = 'The phone number looks like one of another network. Check Network.';
const notPaidYet =
	"Sent, not paid yet. Turn on 'Wait for Result' to get the result, or use Get Status later.";
const enterReceipt = 'Enter the M-PESA receipt, the phone number, or both';
const findPayment = { resource: 'polling', operation: 'findPayment' };
const settle = { resource: 'transfer', operation: 'settleFunds' };
const sendTo = (...destination: INodeParameters[]) => ({
	resource: 'sendMoney',
	operation: 'send',
	destinations: { destination },
});
const createWallet = { resource: 'transfer', operation: 'addWallet' };

it.each<[what: string, entered: INodeParameters, hints: string[]]>([
	['an amount that is still 0', {}, [enterAmount]],
	['an amount', { amount: 100 }, []],
	['a payment without anything to find it by', findPayment, [enterReceipt]],
	['a receipt to find', { ...findPayment, reference: 'SJK4H7L2QX' }, []],
	['a phone number to find', { ...findPayment, phoneNumber: '0712345678' }, []],
	['the whole balance', settle, []],
	['a target without an amount', { ...settle, settlementType: 'targeted' }, [enterAmount]],
	['an operation without an amount', { resource: 'stkPush', operation: 'getStatus' }, []],
	['a request without Wait for Result', { amount: 1, waitForResult: false }, [notPaidYet]],
	[
		'an SMS without Wait for Result',
		{ resource: 'sms', operation: 'sendTransactionSms', waitForResult: false },
		[],
	],
	['a Safaricom number', { ...createWallet, phoneNumber: '0712 345 678' }, []],
	['an Airtel number', { ...createWallet, phoneNumber: '+254 733-345678' }, [otherNetwork]],
	[
		'an Airtel number on its network',
		{ ...createWallet, phoneNumber: '0733345678', network: 'Airtel' },
		[],
	],
	[
		'an Airtel number in the second destination',
		sendTo(
			{ type: 'mobile_wallet', network: 'Safaricom', phoneNumber: '0712345678' },
			{ type: 'mobile_wallet', network: 'Safaricom', phoneNumber: '0733 345 678' },
		),
		[otherNetwork],
	],
	[
		'destinations on their networks',
		sendTo(
			{ type: 'mobile_wallet', network: 'Airtel', phoneNumber: '0733345678' },
			{ type: 'till', tillNumber: '123456' },
		),
		[],
	],
	['destinations from one expression', { ...sendTo(), destinations: '={{ $json.list }}' }, []],
])('shows the hints of the panel for %s', (_what, entered, hints) => {
	expect(hintsOf(entered)).toEqual(hints);
});

describe('the canvas', () => {
	const sendMoney = { resource: 'sendMoney', operation: 'send' };
	const row = { type: 'till', tillNumber: '123456', amount: 100, description: 'Rent' };

	it.each<[what: string, entered: INodeParameters, warned: string[]]>([
		['a missing destination', sendMoney, ['destinations']],
		[
			'nothing if there is a destination',
			{ ...sendMoney, destinations: { destination: [row] } },
			[],
		],
		['nothing if the balance is swept', { ...sendMoney, sweep: true }, []],
		[
			'a destination without its number',
			{ ...sendMoney, destinations: { destination: [{ ...row, tillNumber: '' }] } },
			['tillNumber'],
		],
		['an empty till and phone number', {}, ['phoneNumber', 'tillNumber']],
	])('warns of %s before a run', (_what, entered, warned) => {
		expect(issuesOf(entered).sort()).toEqual(warned);
	});
});

it('says below the button for a test event how to make one', () => {
	const { description } = loader.nodeTypes.kopoKopoTrigger!.type as INodeType;
	const hint = 'Then pay one shilling to your till, or use the simulator';
	expect(description.triggerPanel).toMatchObject({
		activationHint: { active: hint, inactive: hint },
	});
});

it.each([
	['', true],
	[CREDENTIAL_EMPTY_VALUE, true],
	[CREDENTIAL_BLANKING_VALUE, false],
	['key', false],
])('says what does not work without the API key while that is %j: %s', (apiKey, says) => {
	const { properties } = loader.credentialTypes.kopoKopoApi!.type;
	const notice = properties.find(({ name }) => name === 'webhookNotice')!;
	expect(notice.displayName).toMatch(/Trigger, 'Request Payment and Wait' and 'Webhook Event' need the API Key/);
	expect(NodeHelpers.displayParameter({ apiKey }, notice, null, null)).toBe(says);
});

/** Every text of a node or a credential that a user reads, with its place. */
function* wordsIn(
	properties: readonly INodeProperties[],
	place: string,
): Generator<[place: string, kind: string, text: string]> {
	for (const property of properties) {
		const here = `${place}.${property.name}`;
		// n8n adds pollTimes to every node that polls.
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

/** Every field of the nodes and the credential that n8n shows, also inside collections. */
function* fieldsIn(properties: readonly INodeProperties[]): Generator<INodeProperties> {
	for (const property of properties) {
		// n8n adds pollTimes to every node that polls.
		if (property.name === 'pollTimes') continue;
		if (property.type !== 'hidden') yield property;
		for (const option of property.options ?? []) {
			if ('values' in option) yield* fieldsIn(option.values);
			else if ('type' in option) yield* fieldsIn([option]);
		}
	}
}

const allFields = () => [
	...Object.values(loader.nodeTypes).flatMap(({ type }) => [
		...fieldsIn((type as INodeType).description.properties),
	]),
	...Object.values(loader.credentialTypes).flatMap(({ type }) => [...fieldsIn(type.properties)]),
];

it('has an example in every text field', () => {
	const texts = allFields().filter(({ type }) => type === 'string');
	expect(texts.length).toBeGreaterThan(50);
	const without = texts.filter(({ placeholder }) => !placeholder?.startsWith('e.g. '));
	expect(without.map(({ name }) => name)).toEqual([]);
});

it('begins the description of every boolean with Whether', () => {
	const flags = allFields().filter(({ type }) => type === 'boolean');
	expect(flags.length).toBeGreaterThan(10);
	const without = flags.filter(({ description }) => !description?.startsWith('Whether '));
	expect(without.map(({ name }) => name)).toEqual([]);
});

describe('what a user reads', () => {
	it.each<[what: string, wrong: RegExp, kinds: RegExp]>([
		['has descriptions and hints of at most 120 characters', /.{121}/, /description|hint/],
		['has actions without articles', /\b(a|an|the)\b/i, /action/],
		['writes n8n, HTTP and HTTPS as n8n does', /\bN8n\b|\bHttps?\b|\bhttps\b(?!:)/, /./],
		['writes URL, ID, STK, SMS and M-PESA in capitals', /\b(url|Url|Id|Stk|Sms|M-Pesa)\b/, /./],
	])('%s', (_what, wrong, kinds) => {
		const words = allWords().filter(([, kind]) => kinds.test(kind));
		expect(words.length).toBeGreaterThan(30);
		expect(words.filter(([, , text]) => wrong.test(text))).toEqual([]);
	});

	it.each<[what: string, wrong: RegExp, kinds?: RegExp]>([
		['has no missing values', /undefined|null|NaN|\[object/],
		['has no identifiers as names', /^[a-z]+[A-Z]/, /displayName|^name|action/],
		[
			'has no words for developers only',
			/\b(Location|scope reference|payload body|JSON path)\b/,
			/displayName/,
		],
		[
			'is written in plain English',
			/\balone\b|the own one|in place of|of your own choice|as it stands|\bcall to\b|has a look|anew\b|side by side/i,
		],
		['names the version of the API in one way', /version [12] of/i],
		['has single spaces, and long dashes', / {2}| -- /],
		['ends one sentence without a full stop', /^[^.]*[^.]\.$/, /description/],
		['begins with a capital letter', /^[a-z]/, /displayName|description|^name|action/],
		['names n8n 2 with n8n 1 where they differ', /\bActivate the workflow first\b/],
	])('%s', (_what, wrong, kinds = /./) => {
		const words = allWords().filter(([, kind]) => kinds.test(kind));
		expect(words.length).toBeGreaterThan(50);
		expect(words.filter(([, , text]) => wrong.test(text))).toEqual([]);
	});
});

it('links to pages without an anchor, since n8n appends its query to the URL', () => {
	const urls = [
		...Object.values(loader.nodeTypes).flatMap(({ type }) => {
			const { codex } = (type as INodeType).description;
			const { primaryDocumentation = [], credentialDocumentation = [] } = codex!.resources!;
			return [...primaryDocumentation, ...credentialDocumentation].map(({ url }) => url);
		}),
		loader.credentialTypes.kopoKopoApi!.type.documentationUrl!,
	];
	expect(urls).toHaveLength(7);
	expect(urls.filter((url) => !/\/docs\/[a-z-]+\.md$/.test(url))).toEqual([]);
});
