import { createHash } from 'crypto';

import { internalsOf } from './internals';

const property = { configurable: true, enumerable: true };

/** Never the row that n8n names by the node's ID, and short enough for n8n's column. */
const rowOf = (nodeId: string, name: string): string =>
	`kopokopo ${createHash('sha256')
		.update(JSON.stringify([nodeId, name]))
		.digest('base64')}`;

/**
 * Calls one of n8n's deduplication helpers for the row of a name. They keep one row for each node, named by the ID of
 * the node, which they read before they return (n8n, `DeduplicationHelper.createContext`; the same from 1.110 to 2.41).
 * @throws if this n8n does not read it then
 */
export async function inRow<Result>(
	context: object,
	name: string,
	call: () => Promise<Result>,
): Promise<Result> {
	const { node } = internalsOf(context);
	if (!node) throw unsupported();
	const { id } = node;
	const row = rowOf(id, name);
	let isRead = false;
	const get = () => {
		isRead = true;
		return row;
	};
	Object.defineProperty(node, 'id', { ...property, get });
	let result: Promise<Result>;
	try {
		result = call();
	} finally {
		Object.defineProperty(node, 'id', { ...property, writable: true, value: id });
	}
	const value = await result;
	if (!isRead) throw unsupported();
	return value;
}

const unsupported = () => new Error('this package is too old for this n8n: update the package');
