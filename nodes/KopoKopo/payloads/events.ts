import type { IDataObject } from 'n8n-workflow';

import {
	b2b,
	b2bUndone,
	buygoods,
	buygoodsUndone,
	card,
	cardUndone,
	customer,
	envelope,
	links,
	merchantToMerchant,
	settlement,
} from './event-shapes';
import { readShape, toCamelCase, type Shape } from './reader';
import { valueAt } from './values';

export type ApiVersion = 'v1' | 'v2';

export interface EventKind {
	name: string;
	/** Name of its output on the canvas, which cuts it after 16 characters: the distinctive words come first. */
	output: string;
	description: string;
	versions: readonly ApiVersion[];
	/** Kopo Kopo sends it for the whole company only, never for one till. */
	companyOnly?: true;
	daraja?: true;
	shape: Shape;
}

const v2: readonly ApiVersion[] = ['v2'];
const both: readonly ApiVersion[] = ['v1', 'v2'];

/** Every event that the trigger can subscribe to, by topic. A new event is a row here. */
export const events = {
	b2b_transaction_received: {
		name: 'Business Payment Received (B2B)',
		output: 'Paid by business',
		description: 'Another business paid your till',
		versions: both,
		daraja: true,
		shape: b2b,
	},
	b2b_transaction_reversed: {
		name: 'Business Payment Reversed (B2B)',
		output: 'Reversed (B2B)',
		description: 'A payment from another business was reversed',
		versions: v2,
		shape: b2bUndone,
	},
	buygoods_transaction_received: {
		name: 'Payment Received (Buygoods)',
		output: 'Paid',
		description: 'A customer paid your till',
		versions: both,
		daraja: true,
		shape: buygoods,
	},
	buygoods_transaction_reversed: {
		name: 'Payment Reversed (Buygoods)',
		output: 'Reversed',
		description: 'A payment from a customer was reversed',
		versions: both,
		shape: buygoodsUndone,
	},
	card_transaction_received: {
		name: 'Card Payment Received',
		output: 'Paid by card',
		description: 'A customer paid by card',
		versions: v2,
		shape: card,
	},
	card_transaction_reversed: {
		name: 'Card Payment Reversed',
		output: 'Reversed (card)',
		description: 'A card payment was reversed',
		versions: v2,
		shape: cardUndone,
	},
	card_transaction_voided: {
		name: 'Card Payment Voided',
		output: 'Voided (card)',
		description: 'A card payment was voided',
		versions: v2,
		shape: cardUndone,
	},
	customer_created: {
		name: 'Customer Created',
		output: 'New customer',
		description: 'A customer paid you for the first time',
		versions: both,
		companyOnly: true,
		shape: customer,
	},
	m2m_transaction_received: {
		name: 'Merchant Payment Received (M2M)',
		output: 'Paid by merchant',
		description: 'Another Kopo Kopo merchant paid you',
		versions: both,
		companyOnly: true,
		shape: merchantToMerchant,
	},
	settlement_transfer_completed: {
		name: 'Settlement Completed',
		output: 'Settled',
		description: 'Money was settled to your bank account or wallet',
		versions: both,
		companyOnly: true,
		shape: settlement,
	},
} as const satisfies Record<string, EventKind>;

export type Topic = keyof typeof events;

export const eventKindOf = (topic: string): EventKind | undefined =>
	Object.hasOwn(events, topic) ? events[topic as Topic] : undefined;

/** The API version for the subscription to an event: the chosen one if the event exists in it. */
export function versionOf(topic: string, chosen: ApiVersion): ApiVersion {
	const [first = chosen, ...others] = eventKindOf(topic)?.versions ?? [];
	return [first, ...others].includes(chosen) ? chosen : first;
}

export function readUnknownEvent(event: unknown): IDataObject {
	const resource = toCamelCase(valueAt(event, 'event.resource') ?? {}) as IDataObject;
	const { id = null, ...others } = resource;
	return {
		...others,
		...readShape(event, [envelope]),
		resourceId: id,
		...readShape(event, [links]),
	};
}
