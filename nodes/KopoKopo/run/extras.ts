import type { IDataObject } from 'n8n-workflow';

const outcomeKeys = new Set(['paid', 'moneyMoved']);

/** Inserts keys behind the one that tells what happened to the money, or at the end. */
export function insertExtras(json: IDataObject, extras: IDataObject): IDataObject {
	const entries = Object.entries(json);
	const at = entries.findIndex(([key]) => outcomeKeys.has(key)) + 1 || entries.length;
	return Object.fromEntries([
		...entries.slice(0, at),
		...Object.entries(extras),
		...entries.slice(at),
	]) as IDataObject;
}
