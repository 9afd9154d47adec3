import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { valuesOf } from '../parameters/node-values';
import { eventKindOf } from '../payloads/events';
import { isSameTill } from '../payloads/values';
import { fields } from './fields';
import { amountOf, kinds, tillOf, type KindName } from './notification';

/** A subscription that a trigger needs. */
export interface Subscription {
	topic: string;
	scope: 'company' | 'till';
	/** Till number, where the scope is a till. */
	scopeReference?: string;
	daraja?: true;
}

/** Which deliveries a trigger wants, and how. */
export interface Selection {
	triggerOn: 'webhookEvents' | 'requestResults';
	/** None for results: nobody subscribes to these. */
	subscriptions: Subscription[];
	/** Whether a parsed delivery is one of those. */
	includes(kind: KindName, body: IDataObject): boolean;
	/** What copies of a delivery have in common; nothing where copies are wanted. */
	identitiesOf(kind: KindName, body: IDataObject): string[];
	simplify: boolean;
}

/** What the parameters mean; those that do not show are undefined. */
interface Entered {
	triggerOn: Selection['triggerOn'];
	events?: string[];
	resultTypes?: string[];
	tillNumber?: string;
	simplify: boolean;
	enableDarajaPayload?: boolean;
	skipDuplicates?: boolean;
	minimumAmount?: number;
	tillNumbers?: string[];
	otherEvents?: string[];
}

type Context = IHookFunctions | IWebhookFunctions;

/** Whether a till is one of these; what has no till passes. */
const isOneOf = (tills: string[], till: string | undefined): boolean =>
	till === undefined || tills.some((one) => isSameTill(one, till));

/**
 * Reads the selection from the node's parameters.
 *
 * @throws NodeOperationError for a parameter that cannot be what it is
 */
export function selectionOf(context: Context): Selection {
	// A delivery does not wait for the credential: no field of the trigger asks for the API's version.
	const values = valuesOf(context, fields, 'v1') as unknown as Entered;
	const { triggerOn, tillNumber: till, resultTypes = [], tillNumbers = [] } = values;
	const { minimumAmount = 0, skipDuplicates = true } = values;
	const topics = [...new Set([...(values.events ?? []), ...(values.otherEvents ?? [])])];

	const isDaraja = (topic: string) =>
		values.enableDarajaPayload === true && eventKindOf(topic)?.daraja === true;
	const isOfTill = (topic: string) => till !== undefined && !eventKindOf(topic)?.companyOnly;

	const isWanted = (kind: KindName, body: IDataObject): boolean => {
		const name = kinds[kind].nameOf(body);
		if (triggerOn === 'requestResults') {
			return kind === 'result' && (resultTypes.length === 0 || resultTypes.includes(name));
		}
		if (kind === 'result' || !topics.includes(name)) return false;
		if (kind === 'daraja' && !isDaraja(name)) return false;
		return !isOfTill(name) || isOneOf([till!], tillOf(kinds[kind], body));
	};
	const passes = (kind: KindName, body: IDataObject): boolean => {
		const amount = amountOf(kinds[kind], body) ?? Infinity;
		const isOfThese = tillNumbers.length === 0 || isOneOf(tillNumbers, tillOf(kinds[kind], body));
		return isOfThese && amount >= minimumAmount;
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
		identitiesOf: (kind, body) => (skipDuplicates ? kinds[kind].identitiesOf(body) : []),
		simplify: values.simplify,
	};
}
