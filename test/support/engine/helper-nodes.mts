import type { IDataObject, INodeType } from 'n8n-workflow';

export const passThrough = (name: string): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
});

/** A call that an agent makes. */
export interface AgentCall {
	id: string;
	/** The agent's input item that the call is for. */
	itemIndex: number;
	/** What the agent asks for. */
	input?: IDataObject;
}

/** Has n8n's engine run the calls of its parameter `rounds`, as n8n's AI Agent does, a round at a time. */
export const agent: INodeType = {
	description: {
		...passThrough('agent').description,
		properties: [{ displayName: 'Rounds', name: 'rounds', type: 'json', default: '[]' }],
	},
	async execute(response) {
		const rounds = JSON.parse(String(this.getNodeParameter('rounds', 0))) as AgentCall[][];
		const { round = 0 } = (response?.metadata ?? {}) as { round?: number };
		const calls = rounds[round];
		if (!calls) return [this.getInputData()];
		return {
			actions: calls.map(({ id, itemIndex, input = {} }) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: 'Kopo Kopo',
				type: 'ai_tool' as const,
				id,
				input,
				metadata: { itemIndex },
			})),
			metadata: { round: round + 1 },
		};
	},
};
