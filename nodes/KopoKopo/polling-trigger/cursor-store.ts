import type { ICredentialDataDecryptedObject, IDataObject, IPollFunctions } from 'n8n-workflow';

import { credentialText } from '../api/credential';
import { apiOrigin } from '../api/environments';
import { nodeKey } from '../n8n/node-key';
import { isRecord } from '../payloads/values';
import type { Cursor } from './cursor';
import { memoryOf } from './node-memory';

export const hasPolled = (context: IPollFunctions): boolean =>
	context.getWorkflowStaticData('node').cursor !== undefined;

/** The cursor in a node's data. A node has one: another application, scope or till replaces it. */
export class CursorStore {
	readonly source: string;

	readonly nodeKey: string;

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
	 * The stored cursor, unchecked. With durable poll cursors, n8n does not store the cursor of the poll at the
	 * activation (n8n-core, `poll-trigger-executor`): until it has one, the process remembers it.
	 */
	get(): unknown {
		const { cursor } = this.context.getWorkflowStaticData('node');
		const first = memoryOf(this.nodeKey).firstCursor;
		return !this.isOwn(cursor) && this.isOwn(first) ? first : cursor;
	}

	/** n8n stores it with the execution that the poll starts, or once the workflow is active. */
	set(cursor: Cursor): void {
		const data = this.context.getWorkflowStaticData('node');
		const memory = memoryOf(this.nodeKey);
		if (this.isOwn(data.cursor)) delete memory.firstCursor;
		else if (!this.isOwn(memory.firstCursor)) memory.firstCursor = cursor;
		data.cursor = { ...cursor } as IDataObject;
	}

	private isOwn(cursor: unknown): boolean {
		return isRecord(cursor) && cursor.source === this.source;
	}
}
