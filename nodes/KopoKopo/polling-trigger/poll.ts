import { randomUUID } from 'crypto';
import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { credentialName } from '../api/credential';
import { toNodeError } from '../api/node-error';
import { readFailure } from '../api/request-failure';
import { nodeKey } from '../n8n/node-key';
import { inZone } from '../parameters/dates';
import { valuesOf } from '../parameters/node-values';
import { presentTransaction } from '../payloads/transactions';
import { asText, valueAt } from '../payloads/values';
import { advance, resume, withoutDoubt, type Start } from './cursor';
import { hasPolled, Kept } from './cursor-store';
import { collect, day, secondsNow, startOf, type Ask } from './fetch-since';
import { defaultLookBack, fields } from './fields';
import { askerOf } from './request-transactions';
import { sampleOf } from './sample';
import { transactionsOf, type Transaction } from './transaction';
import { giveOut, overdue } from './unconfirmed-batches';

/** What the parameters mean; those that were not entered are undefined. */
interface Entered {
	scope: 'company' | 'till';
	tillNumber?: string;
	simplify: boolean;
	lookBack?: number;
	minimumAmount?: number;
	startFrom?: string;
}

/** One poll of a node. */
interface Poll {
	context: IPollFunctions;
	entered: Entered;
	kept: Kept;
	ask: Ask;
	/** Whether there is time to ask for another day. */
	mayGoOn(): boolean;
}

/** Milliseconds after which n8n gives up a poll, in versions that do not say (n8n-core, `PollContext`). */
const usualBudget = 5 * 60_000;

/** Modes of activation in which nobody is there to see it fail. */
const unattended = new Set(['init', 'leadershipChange']);

/** Activations that have called for a poll. */
const called = new WeakSet<object>();

/** This process, as long as it lives. */
const thisProcess = randomUUID();

/** Nodes that are polling at this moment. */
const underWay = new Set<string>();

/**
 * Whether n8n is starting up, or taking over, and tries the node. A node that has polled before does not
 * depend on Kopo Kopo for that: n8n gives up one that fails a few times.
 */
function isTriedAfterRestart(context: IPollFunctions): boolean {
	const isFirst = !called.has(context);
	called.add(context);
	return isFirst && unattended.has(context.getActivationMode()) && hasPolled(context);
}

async function prepare(context: IPollFunctions): Promise<Poll> {
	const begun = Date.now();
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	const budget = getPollBudgetMs?.call(context) ?? usualBudget;
	const credentials = await context.getCredentials(credentialName);
	// No field depends on the API's version.
	const values = valuesOf(context, fields, 'v1');
	const entered = values as unknown as Entered;
	return {
		context,
		entered,
		kept: new Kept(context, credentials, entered),
		ask: askerOf(context, credentials, values, begun + budget),
		mayGoOn: () => Date.now() - begun < budget / 2,
	};
}

function startFromOf({ context, entered: { startFrom } }: Poll): Start | undefined {
	if (startFrom === undefined) return undefined;
	// As it was written, since an expression may mean another time at each poll.
	const written = asText(valueAt(context.getNode().parameters, 'options.startFrom'));
	return { written, time: Math.floor(Date.parse(startFrom) / 1000) };
}

/** What a workflow gets of transactions. */
const shown = (
	{ entered: { minimumAmount = 0, simplify } }: Poll,
	transactions: readonly Transaction[],
): IDataObject[] =>
	transactions
		.filter(({ amount }) => amount >= minimumAmount)
		.map(({ entry }) => presentTransaction(entry, simplify));

/** What has come in since the last poll. Nothing is kept unless all of it succeeds. */
async function newTransactions(poll: Poll): Promise<IDataObject[]> {
	const { context, entered, kept, ask, mayGoOn } = poll;
	const start = startFromOf(poll);
	const now = secondsNow();
	if (start && start.time > now) return [];
	const resumed = resume(kept.value, start);
	if (!resumed) {
		const { askedAt } = await ask({ from: now - 1, to: now });
		const time = startOf(now, askedAt);
		kept.set({ startFrom: '', since: time, through: time, certain: time, found: {} });
		return [];
	}
	const lookBack = 60 * (entered.lookBack ?? defaultLookBack);
	const place = nodeKey(context);
	const missing = overdue(place, kept.key);
	const progress = withoutDoubt(
		resumed,
		thisProcess,
		missing.map(({ batch }) => batch),
	);
	const collected = await collect(progress, lookBack, ask, mayGoOn);
	const { fresh, next } = advance(progress, collected, lookBack, thisProcess);
	kept.set(next);
	const items = shown(poll, fresh);
	giveOut(place, kept.key, next.last, items, missing);
	return items;
}

/** What came in during the last day, or a sample where nothing did. Nothing is kept of that. */
async function lastDay(poll: Poll): Promise<IDataObject[]> {
	const { context, entered, ask } = poll;
	const to = secondsNow();
	const { entries } = await ask({ from: to - day, to });
	const transactions = shown(poll, transactionsOf(entries));
	if (transactions.length > 0) return transactions;
	const time = inZone(to * 1000, context.getTimezone());
	return [sampleOf(entered.tillNumber, time, entered.simplify)];
}

/** The error that the user sees, in the editor or in the list of executions. */
function explained(context: IPollFunctions, error: unknown): Error {
	if (error instanceof NodeOperationError) return error;
	const failure = readFailure(error);
	return toNodeError(
		context.getNode(),
		failure.status === 429
			? { ...failure, advice: 'Poll less often: change Poll Times.' }
			: failure,
		context.getMode() !== 'manual' && hasPolled(context)
			? { others: 'No payment is lost: the next poll asks for the same time again.' }
			: {},
	);
}

/**
 * Polls as n8n calls for it: at each of the Poll Times, once when the workflow is activated, and for
 * _Fetch Test Event_. A poll that comes while one is under way does nothing.
 *
 * @returns null where there is nothing to start the workflow with
 * @throws NodeApiError or NodeOperationError; the next poll then asks for the same time again
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const place = nodeKey(context);
	const isTest = context.getMode() === 'manual';
	if (!isTest && isTriedAfterRestart(context)) return null;
	if (!isTest && underWay.has(place) && hasPolled(context)) return null;
	try {
		if (!isTest) underWay.add(place);
		const items = await prepare(context).then(isTest ? lastDay : newTransactions);
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	} catch (error) {
		throw explained(context, error);
	} finally {
		if (!isTest) underWay.delete(place);
	}
}
