import {
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type INode,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { Refusal } from '../api/refusal';
import { attempt } from '../parameters/attempt';
import { tillNumber as checkTillNumber } from '../parameters/checks';
import { eventKindOf } from '../payloads/events';
import { amountOf, kinds, receiptIdentity, tillOf, type KindName } from './kinds';

/** A subscription that a trigger needs. */
export interface Subscription {
	topic: string;
	scope: 'company' | 'till';
	/** Till number, where the scope is a till. */
	scopeReference?: string;
	daraja?: true;
}

/** Which deliveries a trigger wants. */
export interface Selection {
	triggerOn: 'webhookEvents' | 'requestResults';
	/** None for results: nobody subscribes to these. */
	subscriptions: Subscription[];
	/** Whether a parsed delivery is one of those. */
	includes(kind: KindName, body: IDataObject): boolean;
	/** What copies of a delivery have in common. */
	identitiesOf(kind: KindName, body: IDataObject): string[];
	skipsDuplicates: boolean;
}

interface Options {
	enableDarajaPayload?: boolean;
	skipDuplicates?: boolean;
	minimumAmount?: number;
	tillNumbers?: string;
	otherEvents?: string;
}

type Context = IHookFunctions | IWebhookFunctions;

const listOf = (text: unknown): string[] =>
	String(text ?? '')
		.split(',')
		.map((entry) => entry.trim())
		.filter(Boolean);

function tillOrRefusal(node: INode, label: string, value: unknown): string {
	const till = attempt(() => checkTillNumber(value));
	if ('value' in till) return till.value;
	const { thrown } = till;
	if (!(thrown instanceof Refusal)) throw thrown;
	throw new NodeOperationError(node, `${label} ${thrown.message}. ${thrown.advice}`);
}

/** Topics that are wanted: those of the list, and those that the list does not know yet. */
export const topicsOf = (selected: unknown, otherEvents: unknown): string[] => [
	...new Set([...(selected as string[]), ...listOf(otherEvents)]),
];

/**
 * Reads the selection from the node's parameters.
 *
 * @throws NodeOperationError when a till number cannot be one
 */
export function selectionOf(context: Context): Selection {
	const node = context.getNode();
	const triggerOn = context.getNodeParameter(
		'triggerOn',
		'webhookEvents',
	) as Selection['triggerOn'];
	const options = context.getNodeParameter('options', {}) as Options;
	const scope = context.getNodeParameter('scope', 'company') as Subscription['scope'];
	const till =
		triggerOn === 'webhookEvents' && scope === 'till'
			? tillOrRefusal(node, 'Till Number', context.getNodeParameter('tillNumber', ''))
			: undefined;
	const tills = listOf(options.tillNumbers).map((entry) =>
		tillOrRefusal(node, 'Till Numbers', entry),
	);
	const resultTypes = context.getNodeParameter('resultTypes', []) as string[];
	const topics = topicsOf(context.getNodeParameter('events', []), options.otherEvents);
	const isDaraja = (topic: string) =>
		options.enableDarajaPayload === true && eventKindOf(topic)?.daraja === true;
	const isOfTill = (topic: string) => till !== undefined && !eventKindOf(topic)?.companyOnly;

	const isWanted = (kind: KindName, body: IDataObject): boolean => {
		const name = kinds[kind].nameOf(body);
		if (triggerOn === 'requestResults') {
			return kind === 'result' && (resultTypes.length === 0 || resultTypes.includes(name));
		}
		if (kind === 'result' || !topics.includes(name)) return false;
		if (kind === 'daraja' && !isDaraja(name)) return false;
		return !isOfTill(name) || tillOf(kinds[kind], body) === till;
	};
	const passes = (kind: KindName, body: IDataObject): boolean => {
		const amount = amountOf(kinds[kind], body) ?? Infinity;
		const tillOfBody = tillOf(kinds[kind], body);
		const isOfThese = tills.length === 0 || !tillOfBody || tills.includes(tillOfBody);
		return isOfThese && amount >= (options.minimumAmount ?? 0);
	};

	return {
		triggerOn,
		subscriptions:
			triggerOn === 'requestResults'
				? []
				: topics.map((topic) => ({
						topic,
						...(isOfTill(topic) ? { scope: 'till', scopeReference: till } : { scope: 'company' }),
						...(isDaraja(topic) && { daraja: true }),
					})),
		includes: (kind, body) => isWanted(kind, body) && passes(kind, body),
		identitiesOf: (kind, body) => [
			...kinds[kind].identitiesOf(body),
			...(kind === 'event' && isDaraja(kinds.event.nameOf(body)) ? receiptIdentity(body) : []),
		],
		skipsDuplicates: options.skipDuplicates !== false,
	};
}
