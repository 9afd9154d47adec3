import type { ICredentialDataDecryptedObject, IDataObject, IPollFunctions } from 'n8n-workflow';

import { credentialText } from '../api/credential';
import { apiOrigin } from '../api/environments';
import { nodeKey } from '../n8n/node-key';
import { valueAt } from '../payloads/values';
import type { Cursor } from './cursor';
import { memoryOf } from './node-memory';
import { digestOf } from './seen-keys';

export const hasPolled = (context: IPollFunctions): boolean =>
	context.getWorkflowStaticData('node').cursor !== undefined;

/** The cursor in a node's data. A node has one: another application, scope or till replaces it. */
export class CursorStore {
	readonly source: string;

	readonly nodeKey: string;

	private storedDigest = '';

	constructor(
		private readonly context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		{ scope = 'company', tillNumber = '' }: { scope?: string; tillNumber?: string },
	) {
		const application = [apiOrigin(credentials), credentialText(credentials, 'clientId')];
		this.source = JSON.stringify([...application, scope, tillNumber]);
		this.nodeKey = nodeKey(context);
	}

	/** Unchecked. n8n's durable scheduler does not store the cursor of each poll (n8n, `poll-cursor.service`). */
	get(): unknown {
		const { cursor } = this.context.getWorkflowStaticData('node');
		const { unstored } = memoryOf(this.nodeKey);
		this.storedDigest = digestOf(JSON.stringify(cursor) ?? '');
		const isNewer = unstored?.after === this.storedDigest && unstored.cursor.source === this.source;
		return isNewer ? unstored.cursor : cursor;
	}

	hasBegun(): boolean {
		return valueAt(this.get(), 'source') === this.source;
	}

	/** Remembered only without items: if n8n does not store their execution, the next poll has to find them again. */
	set(cursor: Cursor, hasItems: boolean): void {
		if (!hasItems) memoryOf(this.nodeKey).unstored = { after: this.storedDigest, cursor };
		this.context.getWorkflowStaticData('node').cursor = { ...cursor } as IDataObject;
	}
}
