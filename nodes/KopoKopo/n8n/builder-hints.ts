import type { IBuilderHint, IRelatedNode } from 'n8n-workflow';

const nodes = {
	kopoKopo: {
		searchHint:
			'Sends requests to Kopo Kopo. To start a workflow when a payment arrives, use Kopo Kopo Trigger. To request money: resource stkPush, operation requestPayment. To pay people: resource sendMoney, operation send.',
		relationHint: 'Requests payments, sends money, refunds and looks up payments',
	},
	kopoKopoTrigger: {
		searchHint:
			'Use it when a payment arrives. It subscribes itself and verifies signatures: add no Webhook node. Needs a public HTTPS address of n8n and the API key in the credential.',
		relationHint: 'Starts the workflow when a payment arrives',
	},
	kopoKopoPollingTrigger: {
		searchHint:
			'Use it instead of Kopo Kopo Trigger only if n8n has no public HTTPS address. It needs no Schedule Trigger: n8n adds the poll times.',
		relationHint: 'Starts the workflow when a payment arrives, without a public address of n8n',
	},
};

type NodeName = keyof typeof nodes;

const relatedTo = (name: NodeName): IRelatedNode[] =>
	Object.entries(nodes)
		.filter(([other]) => other !== name)
		.map(([other, { relationHint }]) => ({
			nodeType: `n8n-nodes-kopokopo.${other}`,
			relationHint,
		}));

const hintOf = (name: NodeName): IBuilderHint => ({
	searchHint: nodes[name].searchHint,
	relatedNodes: relatedTo(name),
});

/** Which of the nodes to use for what, for n8n's AI workflow builder (n8n 2; n8n 1 ignores it). */
export const builderHints: Record<NodeName, IBuilderHint> = {
	kopoKopo: hintOf('kopoKopo'),
	kopoKopoTrigger: hintOf('kopoKopoTrigger'),
	kopoKopoPollingTrigger: hintOf('kopoKopoPollingTrigger'),
};
