import { PackageDirectoryLoader } from 'n8n-core';
import { Workflow, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

/** The line below a node's name, evaluated like in the editor. */
function subtitleOf(name: string, parameters: INodeParameters): unknown {
	const type = loader.nodeTypes[name]!.type as INodeType;
	const { version, defaultVersion, subtitle } = type.description;
	const typeVersion = Number(defaultVersion ?? version);
	const node: INode = { id: name, name, type: name, typeVersion, position: [0, 0], parameters };
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const shown = workflow.nodes[name]!;
	return workflow.expression.getSimpleParameterValue(shown, subtitle, 'internal', {});
}

describe('the subtitle of a node', () => {
	it.each<[name: string, parameters: INodeParameters, subtitle: string]>([
		['kopoKopo', {}, 'Request Payment: STK Push'],
		['kopoKopo', { resource: 'pay', operation: 'getStatus' }, 'Get Status: Pay'],
		['kopoKopo', { resource: 'sms', operation: 'nothing known' }, 'nothing known: SMS'],
		['kopoKopo', { resource: 'polling', operation: 'findPayment' }, 'Find Payment: Polling'],
		['kopoKopo', { resource: 'webhookEvent', operation: 'verify' }, 'Verify: Webhook Event'],
		['kopoKopo', { resource: 'unknown' }, 'unknown'],
		['kopoKopo', { resource: 'constructor', operation: 'toString' }, 'constructor'],
		['kopoKopo', { resource: 'token', operation: '={{ $json.x }}' }, '{{ $json.x }}: Token'],
		['kopoKopoTrigger', {}, 'Payment Received (Buygoods)'],
		[
			'kopoKopoTrigger',
			{
				events: ['buygoods_transaction_received', 'customer_created'],
				options: { otherEvents: 'new_topic, , ' },
			},
			'Payment Received (Buygoods) +2',
		],
		['kopoKopoTrigger', { events: [], options: { otherEvents: 'new_topic' } }, 'new_topic'],
		['kopoKopoTrigger', { events: [] }, ''],
		['kopoKopoTrigger', { events: '={{ undefined }}' }, ''],
		['kopoKopoTrigger', { events: '={{ ["customer_created", null, 5] }}' }, 'Customer Created'],
		['kopoKopoTrigger', { events: '={{ "not_known" }}' }, 'not_known'],
		['kopoKopoTrigger', { triggerOn: 'requestResults' }, 'Request Results'],
		[
			'kopoKopoTrigger',
			{ triggerOn: 'requestResults', resultTypes: ['reversal', 'payment'] },
			'Reversal +1',
		],
		['kopoKopoPollingTrigger', {}, 'Received: All Tills'],
		[
			'kopoKopoPollingTrigger',
			{ events: ['received', 'reversed'], scope: 'till', tillNumber: 'K123456' },
			'Received and Reversed: Till K123456',
		],
		['kopoKopoPollingTrigger', { events: ['reversed'], scope: 'till' }, 'Reversed: Till '],
		['kopoKopoPollingTrigger', { events: '={{ undefined }}' }, 'All Tills'],
		['kopoKopoPollingTrigger', { events: '={{ ["reversed", 5] }}' }, 'Reversed: All Tills'],
	])('shows for %s %j the subtitle %j', (name, parameters, subtitle) => {
		expect(subtitleOf(name, parameters)).toBe(subtitle);
	});
});
