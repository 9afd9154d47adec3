import { paymentMoved, reversalMoved, transferMoved } from './money-moved';
import type { ResourceType } from './resources';
import { valueAt, wordAt } from './values';

/** How it is judged whether money moved, by type of resource. */
const judges: Readonly<Partial<Record<ResourceType, (attributes: unknown) => boolean | null>>> = {
	payment: paymentMoved,
	reversal: reversalMoved,
	send_money: transferMoved,
	settlement_transfer: transferMoved,
};

/** Whether the JSON of a resource says that all its money has moved, whatever its status is. */
export const hasMoved = (type: string, body: unknown): boolean =>
	Object.hasOwn(judges, type) &&
	judges[type as ResourceType]!(valueAt(body, 'data.attributes')) === true;

/**
 * Whether nothing more comes after the JSON of a resource: its status is final, or its money has moved. The
 * sandbox was seen to leave a Send Money request at Received with every disbursement Transferred.
 *
 * @param final statuses, in lower case
 */
export const isFinalResult = (type: string, final: readonly string[], body: unknown): boolean =>
	final.includes(wordAt(body, 'data.attributes.status')) || hasMoved(type, body);
