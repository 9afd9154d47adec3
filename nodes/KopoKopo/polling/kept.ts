import type { ICredentialDataDecryptedObject, IDataObject, IPollFunctions } from 'n8n-workflow';

import { apiOrigin } from '../api/environments';
import { asText, isRecord } from '../payloads/values';
import { readProgress, type Progress } from './progress';

/** Most applications, scopes and tills whose progress one node keeps: those that have come furthest. */
const mostKept = 10;

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
	private readonly key: string;

	constructor(
		private readonly context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		{ scope, tillNumber }: { scope: string; tillNumber?: string },
	) {
		const application = [apiOrigin(credentials), asText(credentials.clientId)];
		this.key = JSON.stringify([...application, scope, tillNumber ?? '']);
	}

	/** As it was kept: anything may have been done to it. */
	get value(): unknown {
		const kept = keptBy(this.context);
		return Object.hasOwn(kept, this.key) ? kept[this.key] : undefined;
	}

	/** n8n stores it with the execution that a poll starts, or when the workflow is activated. */
	set(progress: Progress): void {
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
