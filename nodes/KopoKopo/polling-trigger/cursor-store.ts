import type { ICredentialDataDecryptedObject, IDataObject, IPollFunctions } from 'n8n-workflow';

import { credentialText } from '../api/credential';
import { apiOrigin } from '../api/environments';
import { nodeKey } from '../n8n/node-key';
import type { Cursor } from './cursor';
import { memoryOf } from './node-memory';
import { digestOf } from './seen-keys';

export const hasPolled = (context: IPollFunctions): boolean =>
	context.getWorkflowStaticData('node').cursor !== undefined;

/** The cursor in a node's data. A node has one: another application, scope or till replaces it. */
export class CursorStore {
	readonly source: string;

	readonly nodeKey: string;

	/** Tells the cursor that n8n has stored from any other. */
	private stored = '';

	constructor(
		private readonly context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		{ scope = 'company', tillNumber = '' }: { scope?: string; tillNumber?: string },
	) {
		const application = [apiOrigin(credentials), credentialText(credentials, 'clientId')];
		this.source = JSON.stringify([...application, scope, tillNumber]);
		this.nodeKey = nodeKey(context);
	}

	/**
	 * The stored cursor, unchecked, or what this process has polled to since. With its durable scheduler, n8n reads the
	 * data from its database for each poll, and stores it only with an execution; with durable poll cursors, too, it does
	 * not store the cursor of the poll at the activation (n8n, `poll-trigger-task-handler`, `poll-cursor.service`).
	 */
	get(): unknown {
		const { cursor } = this.context.getWorkflowStaticData('node');
		const { unstored } = memoryOf(this.nodeKey);
		this.stored = digestOf(JSON.stringify(cursor) ?? '');
		const isNewer = unstored?.after === this.stored && unstored.cursor.source === this.source;
		return isNewer ? unstored.cursor : cursor;
	}

	/**
	 * n8n stores it with the execution that the poll starts, or once the workflow is active. If it does not store that
	 * execution, the next poll has to find its items again: the process remembers only the cursor of a poll without items.
	 */
	set(cursor: Cursor, hasItems: boolean): void {
		if (!hasItems) memoryOf(this.nodeKey).unstored = { after: this.stored, cursor };
		this.context.getWorkflowStaticData('node').cursor = { ...cursor } as IDataObject;
	}
}
