import {
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
	type INode,
	type IWebhookDescription,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { credentialText } from '../../api/credential';
import type { Endpoint } from '../../api/endpoints';
import { apiOrigin } from '../../api/environments';
import { throwInputError } from '../../api/input-error';
import { isFinal, checkStatus, statusOf, statusPathOf } from '../../api/status';
import { attempt } from '../../lib/attempt';
import { isTool } from '../../n8n/agent';
import { callbackUrl, publicAddressAdvice } from '../../parameters/checks';
import { labelled } from '../../parameters/field';
import { defaultMinutes } from '../../parameters/fields/answer';
import type { Awaitable, Call, Item, Runnable } from '../call';
import { reachableUrl, resumeUrl } from '../callback-url';
import { insertExtras } from '../extras';

/** Path of its own, so that a late copy of a result cannot wake another node that waits in the execution. */
const path = 'kopokopo';

/** Milliseconds: while the status is looked at, n8n takes no result. */
const lookTimeout = 3000;

/** What wakes an execution that this node has put to wait. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path,
		restartWebhook: true,
	},
];

/** Where Kopo Kopo is to post the result; an address that it cannot reach is refused. */
function reachable(url: string, origin: string): string {
	const label = 'The resume URL of this execution';
	const checked = attempt(() => String(callbackUrl(url)));
	if ('value' in checked) return reachableUrl(label, checked.value, origin);
	return throwInputError(labelled(label, (checked.thrown as Error).message), publicAddressAdvice);
}

/** A create call whose result wakes the execution that waits for it. */
export const waitingCall = (create: Call): Call => ({
	...create,
	async request(item, fields, context) {
		const { credentials, index } = item;
		if (!credentialText(credentials, 'apiKey')) {
			throwInputError(
				'The Kopo Kopo credential has no API key',
				'Copy it from your application in the Kopo Kopo dashboard. Without it, a real result cannot be told from a forged one.',
			);
		}
		const callback_url = reachable(resumeUrl(context, index, path), apiOrigin(credentials));
		const request = await create.request(item, fields, context);
		return { ...request, json: { ...request.json, _links: { callback_url } } };
	},
	waitsDurably: true,
});

/** Refuses what an execution cannot wait for, before anything is sent. */
export function checkDurableWait(node: INode, { name }: Runnable, items: number): void {
	if (isTool(node)) {
		throwInputError(
			`${name} cannot be a tool of an AI agent`,
			'Give the agent Request Payment, with Wait for Result (waitForResult) if it has to know the outcome.',
		);
	}
	if (items > 1) {
		throwInputError(
			`${name} takes one item at a time, but got ${items}`,
			'Use Request Payment with Wait for Result (waitForResult), which waits for many items at once, or add a Loop Over Items node with a batch size of 1 before this one.',
		);
	}
}

/** The payment that an execution waits for, as far as its result is compared with it. */
export interface ExpectedResult {
	id: string;
	amount: number;
	tillNumber: string;
	simplify: boolean;
	/** Of the output, such as the item's key. */
	extras: IDataObject;
}

/** The status as it is now, or undefined where that cannot be had: the result will come all the same. */
async function lookBriefly(
	context: IExecuteFunctions,
	item: Item,
	endpoint: Endpoint,
	id: unknown,
): Promise<IN8nHttpFullResponse | undefined> {
	const path = attempt(() => statusPathOf(item, endpoint, id));
	if (!('value' in path)) return undefined;
	const timeout = Math.min(item.options.timeout ?? lookTimeout, lookTimeout);
	return await checkStatus(context, item, path.value, { ...item.options, timeout }).catch(
		() => undefined,
	);
}

/**
 * Puts the execution to wait in n8n's database for the result of a request that was accepted, unless that
 * is there at once: a result that came while the execution ran got a 409 of n8n's, and may never come again.
 *
 * When the time is up n8n disables the node and has it pass its own input on, which would look like a
 * payment. So the input is replaced: n8n-core runs a node on a copy of what came from the node before
 * (`WorkflowExecute.addPairedItemLineage`), and stores that copy with the execution.
 *
 * @param extras keys of the output, such as the item's key
 * @returns the result, or what to show until it comes
 */
export async function waitForWebhook(
	context: IExecuteFunctions,
	item: Item,
	acknowledgement: IDataObject,
	extras: IDataObject,
	{ endpoint, read }: Awaitable,
): Promise<IDataObject[]> {
	const { id } = acknowledgement;
	const seen = await lookBriefly(context, item, endpoint, id);
	if (seen && isFinal(endpoint, seen.body)) {
		return read(seen, item).map((json) => insertExtras(json, extras));
	}
	const status = (statusOf(seen?.body) as string) ?? null;
	const meanwhile = { ...acknowledgement, status, ...extras };
	// Its result goes to the execution that has asked for it.
	if (extras.alreadySent === true) return [meanwhile];

	const { amount, tillNumber, simplify, timeoutMinutes } = item.values;
	const awaited = { id: String(id), amount, tillNumber, simplify, extras } as ExpectedResult;
	context.getContext('node').awaited = JSON.stringify(awaited);

	const input = context.getExecuteData().data.main![0]!;
	const { pairedItem } = input[0]!;
	input.splice(0, input.length, { json: { ...meanwhile, timedOut: true }, pairedItem });

	const minutes = (timeoutMinutes as number | undefined) ?? defaultMinutes;
	await context.putExecutionToWait(new Date(Date.now() + minutes * 60_000));
	return [meanwhile];
}

/**
 * What the execution waits for: a webhook reaches the node's context by an expression alone.
 *
 * @returns undefined where that cannot be read
 */
export function expectedResultOf(context: IWebhookFunctions): ExpectedResult | undefined {
	const name = JSON.stringify(context.getNode().name)
		.replaceAll('{', '\\u007b')
		.replaceAll('}', '\\u007d');
	// What a webhook throws would end the execution that waits.
	const kept = attempt(() =>
		jsonParse<ExpectedResult>(
			String(context.evaluateExpression(`{{ $node[${name}].context.awaited }}`, 0)),
		),
	);
	return 'value' in kept ? kept.value : undefined;
}
