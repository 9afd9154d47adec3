import { readFileSync } from 'node:fs';

import type { WorkflowDraft } from '../host/rest-client.mts';
import { runsOnlyInN8n2 } from '../workflows/n8n-nodes.mts';

/** From the configuration of jest. */
declare const n8nRelease: string;

/** `describe` for an example, which skips it in n8n 1 if it runs only in n8n 2. */
export function describeExample(name: string): typeof describe | typeof describe.skip {
	const { nodes } = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as WorkflowDraft;
	return n8nRelease.startsWith('1.') && runsOnlyInN8n2(nodes) ? describe.skip : describe;
}
