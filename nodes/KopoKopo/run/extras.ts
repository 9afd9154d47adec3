import type { IDataObject } from 'n8n-workflow';

import type { Awaitable, Item } from './call';

/** Keys at the beginning of an output, which say how a request went. */
const outcomeKeys = new Set(['status', 'paid', 'failureReason', 'moneyMoved', 'timedOut']);

/** Inserts keys behind those that say how the request went; without such keys, at the end. */
export function insertExtras(json: IDataObject, extras: IDataObject): IDataObject {
	const entries = Object.entries(json);
	const outcomes = entries.map(([key]) => outcomeKeys.has(key));
	const at = outcomes.lastIndexOf(true) + 1 || entries.length;
	return Object.fromEntries([
		...entries.slice(0, at),
		...Object.entries(extras),
		...entries.slice(at),
	]) as IDataObject;
}

/** What a request says of itself under the keys of its flat result; nothing if the result is not simplified. */
export function requestedValues(
	{ requested = {} }: Pick<Awaitable, 'requested'>,
	{ values }: Pick<Item, 'values'>,
): IDataObject {
	if (values.simplify !== true) return {};
	const entries = Object.entries(requested).map(([key, name]) => [key, values[name] ?? null]);
	return Object.fromEntries(entries) as IDataObject;
}

/** Adds the keys that Kopo Kopo leaves out of a result. */
export function addMissing(json: IDataObject, requested: IDataObject): IDataObject {
	const missing = Object.entries(requested).filter(([key]) => !Object.hasOwn(json, key));
	return insertExtras(json, Object.fromEntries(missing) as IDataObject);
}
