import type { ICredentialDataDecryptedObject, IDataObject, IPollFunctions } from 'n8n-workflow';

import { credentialText } from '../api/credential';
import { apiOrigin } from '../api/environments';
import { nodeKey } from '../n8n/node-key';
import { isRecord } from '../payloads/values';
import { readProgress, type Progress } from './cursor';

/** Most applications, scopes and tills whose progress one node keeps: those that have come furthest. */
const mostKept = 10;

/**
 * What a first poll has kept, until another finds it stored. With durable poll cursors n8n does not store what
 * the poll at the activation keeps (n8n-core, `poll-trigger-executor`).
 */
const first = new Map<string, Progress>();

function keptBy(context: IPollFunctions): Record<string, unknown> {
	const { polls } = context.getWorkflowStaticData('node');
	return isRecord(polls) ? polls : {};
}

/** Whether a node has polled before. */
export const hasPolled = (context: IPollFunctions): boolean =>
	Object.keys(keptBy(context)).length > 0;

/**
 * What one node's data keeps of its polls for one application, scope and till: whatever differs in these
 * has a progress of its own, and goes on with it when it comes back.
 */
export class Kept {
	/** Which of the node's progresses it is. */
	readonly key: string;

	private readonly place: string;

	constructor(
		private readonly context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		{ scope, tillNumber }: { scope: string; tillNumber?: string },
	) {
		const application = [apiOrigin(credentials), credentialText(credentials, 'clientId')];
		this.key = JSON.stringify([...application, scope, tillNumber ?? '']);
		this.place = `${nodeKey(context)} ${this.key}`;
	}

	/** As it was kept: anything may have been done to it. */
	get value(): unknown {
		return this.isStored ? keptBy(this.context)[this.key] : first.get(this.place);
	}

	private get isStored(): boolean {
		return Object.hasOwn(keptBy(this.context), this.key);
	}

	/** n8n stores it with the execution that a poll starts, or when the workflow is activated. */
	set(progress: Progress): void {
		if (this.isStored) first.delete(this.place);
		else if (!first.has(this.place)) first.set(this.place, progress);
		const others = Object.entries(keptBy(this.context))
			.filter(([key]) => key !== this.key)
			.map(([key, value]) => ({ key, value, through: readProgress(value)?.through ?? -Infinity }))
			.sort((one, other) => other.through - one.through)
			.slice(0, mostKept - 1)
			.map(({ key, value }) => [key, value]);
		const data = this.context.getWorkflowStaticData('node');
		data.polls = Object.fromEntries([...others, [this.key, progress]]) as IDataObject;
	}
}
