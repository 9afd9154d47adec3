import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { credentialName } from '../api/credential';
import type { ValuesOf } from '../parameters/field';
import { valuesOf } from '../parameters/node-values';
import { presentTransaction } from '../payloads/transactions';
import { takeTurns } from '../run/turns';
import { CursorStore } from './cursor-store';
import type { RequestTransactions } from './fetch-since';
import { fields } from './fields';
import { transactionRequester } from './request-transactions';
import type { Transaction } from './transaction';

export interface Poll {
	context: IPollFunctions;
	parameters: ValuesOf<typeof fields>;
	store: CursorStore;
	requestTransactions: RequestTransactions;
	hasTime(): boolean;
}

/** Milliseconds after which n8n gives up a poll, in versions without `getPollBudgetMs` (n8n-core, `PollContext`). */
const defaultBudget = 5 * 60_000;

export async function preparePoll(context: IPollFunctions): Promise<Poll> {
	const start = Date.now();
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	const budget = getPollBudgetMs?.call(context) ?? defaultBudget;
	const credentials = await context.getCredentials(credentialName);
	// No field depends on the API's version.
	const parameters = valuesOf(context, fields, 'v1');
	return {
		context,
		parameters,
		store: new CursorStore(context, credentials, parameters),
		requestTransactions: transactionRequester(context, credentials, parameters, start + budget),
		hasTime: () => Date.now() - start < budget / 2,
	};
}

export async function itemsOf(
	{ parameters: { minimumAmount = 0, simplify = true } }: Poll,
	transactions: readonly Transaction[],
): Promise<IDataObject[]> {
	const items: IDataObject[] = [];
	const nextTurn = takeTurns();
	for (const { amount, entry } of transactions) {
		await nextTurn();
		if (amount >= minimumAmount) items.push(presentTransaction(entry, simplify));
	}
	return items;
}
