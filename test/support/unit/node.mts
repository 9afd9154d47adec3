import type { INode } from 'n8n-workflow';

export const node = {
	id: '1',
	name: 'Kopo Kopo',
	type: 'kopoKopo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
} as INode;
