import type { IDataObject } from 'n8n-workflow';

import type { Values } from '../parameters/field';
import type { Settings } from '../parameters/settings';
import type { CallResult } from './call';

const outcomeKeys = ['status', 'paid', 'moneyMoved'];

/** Inserts keys behind the last of others; at the end if the item has none of them. */
function insertBehind(keys: readonly string[], json: IDataObject, more: IDataObject): IDataObject {
	const entries = Object.entries(json);
	const at = entries.map(([key]) => keys.includes(key)).lastIndexOf(true) + 1 || entries.length;
	return Object.fromEntries([
		...entries.slice(0, at),
		...Object.entries(more),
		...entries.slice(at),
	]);
}

export const insertExtras = (json: IDataObject, extras: IDataObject): IDataObject =>
	insertBehind(outcomeKeys, json, extras);

/** The values of a request, by the keys that they have in its flat result; none if the result is not simplified. */
export function requestedValues(
	{ requested = {} }: Pick<CallResult, 'requested'>,
	{ values, settings }: { values: Values; settings: Pick<Settings, 'simplify'> },
): IDataObject {
	if (!settings.simplify) return {};
	const entries = Object.entries(requested).map(([key, name]) => [key, values[name] ?? null]);
	return Object.fromEntries(entries) as IDataObject;
}

export function addMissing(json: IDataObject, requested: IDataObject): IDataObject {
	const missing = Object.entries(requested).filter(([key]) => !Object.hasOwn(json, key));
	const keys = [...outcomeKeys, 'failureReason'];
	return insertBehind(keys, json, Object.fromEntries(missing));
}
