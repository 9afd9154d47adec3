import {
	NodeOperationError,
	type UserError,
	type IHookFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { events } from '../payloads/events';
import { valueAt } from '../payloads/values';
import { tillNumber as checkTillNumber } from '../resources/checks';

export type Scope = 'company' | 'till';

/** Which deliveries a trigger wants. */
export interface Selection {
	topics: string[];
	/** Set where the scope is a till. */
	tillNumber?: string;
	/** The scope that Kopo Kopo knows a topic in: some exist for the whole company alone. */
	scopeOf(topic: string): Scope;
	/** Whether a parsed delivery is one of those. */
	includes(event: unknown): boolean;
}

/**
 * Reads the selection from the node's parameters.
 *
 * @throws NodeOperationError when the scope is a till but the till number cannot be one
 */
export function selectionOf(context: IHookFunctions | IWebhookFunctions): Selection {
	const topics = context.getNodeParameter('events', []) as string[];
	const scope = context.getNodeParameter('scope', 'company') as Scope;
	const tillNumber = scope === 'till' ? readTillNumber(context) : undefined;
	const scopeOf = (topic: string): Scope => (events[topic]?.companyOnly ? 'company' : scope);
	return {
		topics,
		tillNumber,
		scopeOf,
		includes: (event) => {
			const topic = valueAt(event, 'topic');
			if (typeof topic !== 'string' || !topics.includes(topic)) return false;
			if (scopeOf(topic) === 'company') return true;
			const till = String(valueAt(event, 'event.resource.till_number') ?? '');
			return till.toUpperCase() === tillNumber;
		},
	};
}

function readTillNumber(context: IHookFunctions | IWebhookFunctions): string {
	try {
		return checkTillNumber(context.getNodeParameter('tillNumber', '')) as string;
	} catch (error) {
		const { message, description } = error as UserError;
		throw new NodeOperationError(context.getNode(), `Till Number ${message}. ${description}`);
	}
}
