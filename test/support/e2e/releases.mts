import { readFileSync } from 'node:fs';

import { isSince } from '../host/recipe.mts';
import type { WorkflowDraft } from '../host/rest-client.mts';
import { sharedN8n } from '../shared-n8n/shared-n8n.mts';
import { neededRelease } from '../workflows/n8n-nodes.mts';

/** Whether the n8n under test is this release or newer. */
export const hasRelease = (release: string): boolean =>
	isSince(sharedN8n().host.release.version, release);

/** `describe` for what n8n has since a release. */
export const describeSince = (release: string): typeof describe | typeof describe.skip =>
	hasRelease(release) ? describe : describe.skip;

/** `it` for what n8n does before a release. */
export const itBefore = (release: string): typeof it | typeof it.skip =>
	hasRelease(release) ? it.skip : it;

/** `describe` for an example, which skips it if this n8n does not have the nodes. */
export function describeExample(name: string): typeof describe | typeof describe.skip {
	const { nodes } = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as WorkflowDraft;
	return describeSince(neededRelease(nodes));
}
