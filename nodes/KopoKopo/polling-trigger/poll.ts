import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';

import { toNodeError } from '../api/node-error';
import { readFailure, tryLater } from '../api/request-failure';
import { hasPolled } from './cursor-store';
import { newTransactions } from './new-transactions';
import { memoryOf } from './node-memory';
import { preparePoll, type Poll } from './prepare-poll';
import { testEvent } from './test-event';

/** Activation modes in which no user sees an error. */
const unattended = new Set(['init', 'leadershipChange']);

/** The contexts of activations that have polled: n8n makes one for each activation. */
const activations = new WeakSet<object>();

/**
 * Whether n8n polls because it starts or becomes the leader. A node that has polled before then starts without Kopo
 * Kopo: after a few failures, n8n gives up the activation.
 */
function isFirstAfterRestart(context: IPollFunctions): boolean {
	const isFirst = !activations.has(context);
	activations.add(context);
	return isFirst && unattended.has(context.getActivationMode()) && hasPolled(context);
}

function toPollError(context: IPollFunctions, error: unknown): Error {
	if (error instanceof NodeOperationError) return error;
	const failure = readFailure(error);
	const isRepeated = context.getMode() !== 'manual' && hasPolled(context);
	const advice = isRepeated && failure.advice === tryLater ? '' : failure.advice;
	return toNodeError(
		context.getNode(),
		{ ...failure, advice: failure.status === 429 ? 'Poll less often: change Poll Times.' : advice },
		isRepeated ? 'No payment is lost: the next poll requests the same period again.' : undefined,
	);
}

const outputOf = (items: Array<INodeExecutionData['json']>): INodeExecutionData[][] | null =>
	items.length > 0 ? [items.map((json) => ({ json }))] : null;

/** Only the first poll of an application, scope or till does not wait for another: it begins the polls, or fails. */
async function pollAlone(prepared: Poll): Promise<INodeExecutionData[][] | null> {
	const { store } = prepared;
	const memory = memoryOf(store.nodeKey);
	if (memory.running && store.hasBegun()) return null;
	memory.running = prepared;
	try {
		return outputOf(await newTransactions(prepared));
	} finally {
		if (memory.running === prepared) memory.running = undefined;
	}
}

/**
 * Polls at each of the Poll Times and at each activation. Null if nothing starts the workflow, or another poll still runs.
 * @throws NodeApiError or NodeOperationError; the next poll then requests the same time again
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await pollForTest(context);
	if (isFirstAfterRestart(context)) return null;
	try {
		return await pollAlone(await preparePoll(context));
	} catch (error) {
		throw toPollError(context, error);
	}
}

/** For _Fetch Test Event_, which may run during another poll. */
async function pollForTest(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		return outputOf(await testEvent(await preparePoll(context)));
	} catch (error) {
		throw toPollError(context, error);
	}
}
