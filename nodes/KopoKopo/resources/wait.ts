import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
	type PostReceiveAction,
	type PreSendAction,
} from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { explain, readFailure } from '../api/errors';
import { pollUntilFinal, type Clock } from '../api/poll';
import { readShape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord } from '../payloads/values';
import { refuseParameter } from './body';
import { isSimplified, itemsOf } from './call';
import { refuse } from './checks';
import { simplifyField } from './fields';
import { isFinal, itemsFrom, lookUpOf } from './look-up';

/** A request that was accepted is looked up later where these come in between. */
const passing = new Set([404, 408, 429]);

const whileWaiting = { displayOptions: { show: { waitForResult: [true] } } };

/** What every operation has whose result can be waited for. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Wait for Result',
		name: 'waitForResult',
		type: 'boolean',
		default: false,
		description:
			'Whether to look the status up until it is final, and return the result in place of the acknowledgement',
	},
	{
		displayName: 'Wait Timeout',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'Seconds after which the last status seen is returned, with timedOut set to true. That is no error: the result may still come.',
		...whileWaiting,
	},
	{
		displayName: 'Wait Interval',
		name: 'waitInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 3,
		description: 'Seconds between two looks',
		...whileWaiting,
	},
	{ ...simplifyField(), ...whileWaiting },
];

const isWaiting = (context: IExecuteSingleFunctions): boolean =>
	context.getNodeParameter('waitForResult', false) === true;

function secondsOf(context: IExecuteSingleFunctions, name: string, label: string): number {
	const seconds = Number(context.getNodeParameter(name, ''));
	try {
		return seconds >= 1 && seconds <= 86_400
			? seconds
			: refuse('is not a number of seconds from 1 to 86400', 'Enter such a number.');
	} catch (error) {
		throw refuseParameter(context, `${label} `, error);
	}
}

const timesOf = (context: IExecuteSingleFunctions) => ({
	timeout: secondsOf(context, 'waitTimeout', 'Wait Timeout') * 1000,
	interval: secondsOf(context, 'waitInterval', 'Wait Interval') * 1000,
});

/** Refuses times that cannot be waited for, before anything is sent. */
export const checkWait: PreSendAction = async function (request) {
	if (isWaiting(this)) timesOf(this);
	return request;
};

/** A clock that ends the wait when the execution is cancelled. */
function clockOf(context: IExecuteSingleFunctions): Clock {
	const signal = context.getExecutionCancelSignal();
	const slice = 1000;
	return {
		now: () => Date.now(),
		async sleep(milliseconds) {
			for (let left = milliseconds; left > 0; left -= slice) {
				await sleep(Math.min(left, slice));
				if (signal?.aborted) {
					throw new NodeOperationError(context.getNode(), 'The execution was cancelled');
				}
			}
		},
	};
}

/**
 * Waits for the result of a request that was accepted: looks its status up until that is final. The
 * request itself is never sent again.
 *
 * @param answer what makes items of the final status
 */
export function awaitResult(endpoint: Endpoint, answer: PostReceiveAction[]) {
	return async function (
		this: IExecuteSingleFunctions,
		accepted: INodeExecutionData[],
		request: IHttpRequestOptions,
		pass: <Result>(task: () => Promise<Result>) => Promise<Result>,
	): Promise<INodeExecutionData[]> {
		if (!isWaiting(this)) return accepted;
		const acknowledgement = accepted[0]!.json;
		const lookUp = await lookUpOf(this, request, endpoint, acknowledgement.id);
		const look = async () =>
			await lookUp().catch((error: unknown) => {
				const failure = readFailure(error);
				const { status = 500, what } = failure;
				if (passing.has(status) || status >= 500) return undefined;
				throw explain(
					this.getNode(),
					{
						...failure,
						fate: 'accepted',
						what: `took the request, but then ${what}`,
						advice: `Do not send it again: look it up with its ID ${String(acknowledgement.id)}.`,
					},
					{ itemIndex: this.getItemIndex() },
				);
			});
		const { answer: last, timedOut } = await pollUntilFinal({
			look: async () => await pass(look),
			isFinal: ({ body }) => isFinal(endpoint, body),
			...timesOf(this),
			clock: clockOf(this),
		});
		if (timedOut) return itemsOf(this, [timedOutItem(this, acknowledgement, endpoint, last?.body)]);
		return await itemsFrom(this, answer, last!);
	};
}

/** The last status seen, or the acknowledgement where none was. */
function timedOutItem(
	context: IExecuteSingleFunctions,
	acknowledgement: IDataObject,
	{ type }: Endpoint,
	body: unknown,
): IDataObject {
	const { location } = acknowledgement;
	const isResource = isRecord(body) && isRecord(body.data);
	const shape = resourceShapes[type];
	const status = isSimplified(context) && shape ? readShape(body, shape) : (body as IDataObject);
	return {
		...(isResource ? status : { ...acknowledgement, status: null }),
		location,
		timedOut: true,
	};
}
