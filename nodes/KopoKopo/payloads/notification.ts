import type { IDataObject } from 'n8n-workflow';

import { darajaShape, darajaTopics } from './daraja';
import { eventKindOf, readUnknownEvent } from './events';
import { readShape } from './reader';
import { shapeOf } from './resources';
import { hasMoved, linkStatusOf } from './statuses';
import { asText, isRecord, tillDigits, toAmount, valueAt } from './values';

export interface Notification {
	kind: 'event' | 'result' | 'daraja';
	/** Topic of an event, type of a result. */
	topic: string;
	amount?: number;
	till?: string;
	callbackUrl?: string;
	/** What its duplicates have in common: one of these keys is enough to recognize them. */
	keys: string[];
	simplify(): IDataObject;
}

const textAt = (body: IDataObject, path: string): string => asText(valueAt(body, path));

const amountAt = (body: IDataObject, ...paths: string[]): number | undefined =>
	paths.map((path) => toAmount(valueAt(body, path))).find((value) => typeof value === 'number');

const tillAt = (body: IDataObject, ...paths: string[]): string | undefined =>
	paths.map((path) => textAt(body, path)).find((till) => tillDigits(till) !== '');

/** A list with the key, empty if a part of it is missing. */
const keyOf = (...parts: string[]): string[] =>
	parts.every((part) => part !== '') ? [JSON.stringify(parts)] : [];

function readEvent(body: IDataObject, topic: string): Notification {
	return {
		kind: 'event',
		topic,
		amount: amountAt(body, 'event.resource.amount'),
		till: tillAt(body, 'event.resource.till_number'),
		// Subscriptions of two scopes or versions report one payment under different IDs; its Daraja form has none.
		keys: [
			...keyOf('event', topic, textAt(body, 'id')),
			...keyOf('receipt', topic, textAt(body, 'event.resource.reference')),
		],
		simplify: () => {
			const known = eventKindOf(topic);
			return known ? readShape(body, known.shape) : readUnknownEvent(body);
		},
	};
}

const eventResource = 'data.attributes.event.resource';

function readResult(body: IDataObject): Notification {
	const written = textAt(body, 'data.type');
	// Both are sent (k2-connect-node, k2-connect-ruby).
	const type = written === 'reversals' ? 'reversal' : written;
	return {
		kind: 'result',
		topic: type,
		amount: amountAt(
			body,
			`${eventResource}.amount`,
			'data.attributes.amount.value',
			'data.attributes.amount',
		),
		till: tillAt(body, `${eventResource}.till_number`, 'data.attributes.till_number'),
		callbackUrl: textAt(body, 'data.attributes._links.callback_url'),
		keys: keyOf(
			'result',
			textAt(body, 'data.id'),
			textAt(body, 'data.attributes.status'),
			// A payment link has one status when it is made and when it is paid.
			`link ${asText(linkStatusOf(valueAt(body, 'data.attributes.payment_link')))}`,
			// Money can move while the top-level status stays the same.
			`moved ${hasMoved(type, body)}`,
		),
		simplify: () => {
			const shape = shapeOf(type);
			return shape ? readShape(body, shape) : body;
		},
	};
}

function readDaraja(body: IDataObject): Notification {
	const type = textAt(body, 'TransactionType');
	const topic = darajaTopics.find(([pattern]) => pattern.test(type))?.[1] ?? '';
	return {
		kind: 'daraja',
		topic,
		amount: amountAt(body, 'TransAmount'),
		till: tillAt(body, 'BusinessShortCode'),
		keys: keyOf('receipt', topic, textAt(body, 'TransID')),
		simplify: () => readShape(body, darajaShape),
	};
}

/** Reads an event, a result or a Daraja payload; undefined for any other JSON. */
export function readNotification(body: IDataObject): Notification | undefined {
	const { topic, data } = body;
	if (typeof topic === 'string' && topic !== '') return readEvent(body, topic);
	if (isRecord(data)) return readResult(body);
	return 'TransactionType' in body ? readDaraja(body) : undefined;
}
