import type { INode } from 'n8n-workflow';

import { credentialText } from '../../api/credential';
import { apiOrigin } from '../../api/environments';
import { asSentence } from '../../api/error-text';
import { throwInputError } from '../../api/input-error';
import { attempt } from '../../lib/attempt';
import { isTool } from '../../n8n/agent';
import { resumeUrl } from '../../n8n/resume-url';
import { callbackUrl, publicAddressAdvice } from '../../parameters/checks';
import { labelled } from '../../parameters/field';
import { noApiKey } from '../../webhooks/api-key';
import type { DurableWait, MoneyCall, Runnable } from '../call';
import { reachableUrl } from '../callback-url';

/** Without a path, a late copy of a result could resume another node that waits in the execution. */
export const resumePath = 'kopokopo';

function reachable(url: string, origin: string): string {
	const label = 'The resume URL of this execution';
	const checked = attempt(() => String(callbackUrl(url)));
	if ('value' in checked) return reachableUrl(label, checked.value, origin);
	return throwInputError(
		asSentence(labelled(label, (checked.thrown as Error).message)),
		publicAddressAdvice,
	);
}

export const waitingCall = (create: MoneyCall, durableWait: DurableWait): MoneyCall => ({
	...create,
	async request(item, fields, context) {
		const { credentials, index } = item;
		if (!credentialText(credentials, 'apiKey')) {
			throwInputError(noApiKey.message, noApiKey.advice);
		}
		const callback_url = reachable(resumeUrl(context, index, resumePath), apiOrigin(credentials));
		const request = await create.request(item, fields, context);
		return { ...request, json: { ...request.json, _links: { callback_url } } };
	},
	result: { ...create.result, durableWait },
});

/** @throws InputError if the execution cannot wait for the items of this run */
export function checkDurableWait(node: INode, { name }: Runnable, items: number): void {
	if (isTool(node)) {
		throwInputError(
			`${name} cannot be used as a tool of an AI agent.`,
			'Give the agent Request Payment instead, with Wait for Result (waitForResult) if it needs the outcome.',
		);
	}
	if (items > 1) {
		throwInputError(
			`${name} accepts one item at a time, but received ${items}.`,
			'Use Request Payment with Wait for Result (waitForResult), which waits for many items at once, or add a Loop Over Items node with a batch size of 1 before this one.',
		);
	}
}
