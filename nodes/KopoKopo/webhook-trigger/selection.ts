import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { valuesOf } from '../parameters/node-values';
import { eventKindOf } from '../payloads/events';
import type { Notification } from '../payloads/notification';
import { isSameTill } from '../payloads/values';
import { fields } from './fields';

export interface Subscription {
	topic: string;
	scope: 'company' | 'till';
	/** Till number, with the scope `till`. */
	scopeReference?: string;
	daraja?: true;
}

export interface Selection {
	triggerOn: 'webhookEvents' | 'requestResults';
	subscriptions: Subscription[];
	includes(notification: Notification): boolean;
	skipDuplicates: boolean;
	simplify: boolean;
}

/** Whether a till is in the list. A notification without a till passes. */
const includesTill = (tills: string[], till: string | undefined): boolean =>
	till === undefined || tills.some((one) => isSameTill(one, till));

export function selectionOf(context: IHookFunctions | IWebhookFunctions): Selection {
	// A delivery doesn't wait for the credential: no field of the trigger depends on the API's version.
	const parameters = valuesOf(context, fields, 'v1');
	const {
		triggerOn = 'webhookEvents',
		tillNumber,
		resultTypes = [],
		tillNumbers = [],
	} = parameters;
	const { minimumAmount = 0, skipDuplicates = true, simplify = true } = parameters;
	const topics = [...new Set([...(parameters.events ?? []), ...(parameters.otherEvents ?? [])])];

	const isDaraja = (topic: string) =>
		parameters.enableDarajaPayload === true && eventKindOf(topic)?.daraja === true;
	const tillsOf = (topic: string): string[] =>
		tillNumber === undefined || eventKindOf(topic)?.companyOnly ? [] : [tillNumber];

	const isSelected = ({ kind, topic, till }: Notification): boolean => {
		if (triggerOn === 'requestResults') {
			return kind === 'result' && (resultTypes.length === 0 || resultTypes.includes(topic));
		}
		if (kind === 'result' || !topics.includes(topic)) return false;
		if (kind === 'daraja' && !isDaraja(topic)) return false;
		return tillsOf(topic).length === 0 || includesTill(tillsOf(topic), till);
	};
	const passesFilters = ({ amount = Infinity, till }: Notification): boolean =>
		amount >= minimumAmount && (tillNumbers.length === 0 || includesTill(tillNumbers, till));

	const subscriptionTo = (topic: string): Subscription => {
		const [scopeReference] = tillsOf(topic);
		return {
			topic,
			...(scopeReference === undefined ? { scope: 'company' } : { scope: 'till', scopeReference }),
			...(isDaraja(topic) && { daraja: true }),
		};
	};
	return {
		triggerOn,
		subscriptions: triggerOn === 'requestResults' ? [] : topics.map(subscriptionTo),
		includes: (notification) => isSelected(notification) && passesFilters(notification),
		skipDuplicates,
		simplify,
	};
}
