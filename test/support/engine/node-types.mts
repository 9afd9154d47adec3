import 'reflect-metadata';

import { PackageDirectoryLoader } from 'n8n-core';
import type { INode, INodeType, INodeTypes, NodeParameterValueType } from 'n8n-workflow';

import type { CredentialStore } from './credential-store.mts';
import { agent, passThrough } from './helper-nodes.mts';

export type Parameters = Record<string, NodeParameterValueType>;

/** The built package, loaded by n8n-core's own loader as n8n loads a community node. */
export let loader = new PackageDirectoryLoader(process.cwd());
export let loading = loader.loadAll();

/** Loads the package again, as a new n8n process does, so that it loses what it had in memory. */
export function restartProcess(): void {
	const { forgetDist } = Reflect.get(globalThis, Symbol.for('n8n-nodes-kopokopo.tests')) as {
		forgetDist: () => void;
	};
	forgetDist();
	loader = new PackageDirectoryLoader(process.cwd());
	loading = loader.loadAll();
}

/** Properties of the action node as n8n loads it. */
export const actionProperties = async () => {
	await loading;
	return (loader.nodeTypes.kopoKopo!.type as INodeType).description.properties;
};

/** The type that n8n makes of the node for agents. */
export const toolType = 'kopoKopoTool';

const helperNodes: Record<string, INodeType> = {
	start: passThrough('start'),
	sink: passThrough('sink'),
	agent,
};

export const nodeTypes = {
	getByNameAndVersion: (type: string) =>
		helperNodes[type] ??
		(loader.nodeTypes[type === toolType ? 'kopoKopo' : type]?.type as INodeType),
	getByName: (type: string) => nodeTypes.getByNameAndVersion(type),
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;

/** A node that starts a workflow. */
export const triggerNode = (
	name: string,
	type: string,
	credentials: CredentialStore,
	more: Partial<INode>,
): INode => ({
	id: 'trigger',
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: { kopoKopoApi: { id: credentials.id, name: 'Kopo Kopo' } },
	...more,
});
