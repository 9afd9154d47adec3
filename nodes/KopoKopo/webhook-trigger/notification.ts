import type { IDataObject } from 'n8n-workflow';

import { darajaShape, darajaTopics } from '../payloads/daraja';
import { eventKindOf, readUnknownEvent } from '../payloads/events';
import { hasMoved } from '../payloads/statuses';
import { linkStatusOf } from '../payloads/statuses';
import { readShape } from '../payloads/reader';
import { shapeOf } from '../payloads/resources';
import { tillDigits } from '../payloads/values';
import { asText, isRecord, toAmount, valueAt } from '../payloads/values';

/** What a delivery can be, and where what the trigger asks of it stands. */
export interface Kind {
	fits(body: IDataObject): boolean;
	/** Topic of an event, type of a result. */
	nameOf(body: IDataObject): string;
	/** What copies of it have in common; one of these is enough to know a copy. */
	identitiesOf(body: IDataObject): string[];
	/** Paths of the amount, of which one is there at the most. */
	amountAt: string[];
	/** Paths of the till. */
	tillAt: string[];
	simplify(body: IDataObject): IDataObject;
}

const textAt = (body: IDataObject, path: string): string => asText(valueAt(body, path));

/** A type in the one form that tables have it: reversals come in two. */
const resultTypeOf = (body: IDataObject): string => {
	const type = textAt(body, 'data.type');
	return type === 'reversals' ? 'reversal' : type;
};

const darajaTopicOf = (body: IDataObject): string => {
	const type = textAt(body, 'TransactionType');
	return darajaTopics.find(([pattern]) => pattern.test(type))?.[1] ?? '';
};

/** Joins what identifies a delivery, or gives nothing where a part of it is missing. */
const identity = (...parts: string[]): string[] =>
	parts.every((part) => part !== '') ? [JSON.stringify(parts)] : [];

/** The kinds of deliveries, told apart by the keys of their JSON. */
export const kinds = {
	event: {
		fits: ({ topic }) => typeof topic === 'string' && topic !== '',
		nameOf: (body) => textAt(body, 'topic'),
		// Subscriptions of two scopes or versions report one payment under different ids, and its Daraja form
		// has none.
		identitiesOf: (body) => [
			...identity('event', textAt(body, 'topic'), textAt(body, 'id')),
			...identity('receipt', textAt(body, 'topic'), textAt(body, 'event.resource.reference')),
		],
		amountAt: ['event.resource.amount'],
		tillAt: ['event.resource.till_number'],
		simplify: (body) => {
			const kind = eventKindOf(textAt(body, 'topic'));
			return kind ? readShape(body, kind.shape) : readUnknownEvent(body);
		},
	},
	result: {
		fits: ({ data }) => isRecord(data),
		nameOf: resultTypeOf,
		identitiesOf: (body) =>
			identity(
				'result',
				textAt(body, 'data.id'),
				textAt(body, 'data.attributes.status'),
				// A payment link has one status when it is made and when it is paid: the link itself tells.
				`link ${asText(linkStatusOf(valueAt(body, 'data.attributes.payment_link')))}`,
				// Money can move without a change of the status at the top.
				`moved ${hasMoved(resultTypeOf(body), body)}`,
			),
		amountAt: [
			'data.attributes.event.resource.amount',
			'data.attributes.amount.value',
			'data.attributes.amount',
		],
		tillAt: ['data.attributes.event.resource.till_number', 'data.attributes.till_number'],
		simplify: (body) => {
			const shape = shapeOf(resultTypeOf(body));
			return shape ? readShape(body, shape) : body;
		},
	},
	daraja: {
		fits: (body) => 'TransactionType' in body,
		nameOf: darajaTopicOf,
		identitiesOf: (body) => identity('receipt', darajaTopicOf(body), textAt(body, 'TransID')),
		amountAt: ['TransAmount'],
		tillAt: ['BusinessShortCode'],
		simplify: (body) => readShape(body, darajaShape),
	},
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/** The kind of a delivery, or undefined for JSON that is none. */
export const kindOf = (body: IDataObject): KindName | undefined =>
	(Object.keys(kinds) as KindName[]).find((name) => kinds[name].fits(body));

/** Amount of a delivery, or undefined where it has none. */
export function amountOf({ amountAt }: Kind, body: IDataObject): number | undefined {
	const amounts = amountAt.map((path) => toAmount(valueAt(body, path)));
	return amounts.find((value): value is number => typeof value === 'number');
}

/** Till of a delivery, or undefined where it has none. */
export const tillOf = ({ tillAt }: Kind, body: IDataObject): string | undefined =>
	tillAt.map((path) => textAt(body, path)).find((till) => tillDigits(till) !== '');
