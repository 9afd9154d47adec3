import { isRecord, toErrors, valueAt } from './values';

/** Keys under which an object says why something failed. */
const errorKeys = ['errors', 'error', 'error_message', 'error_description'];

/** Keys with the user's own values. */
const ownKeys = ['metadata', '_links'];

/** The reasons that objects give, without those that an earlier key or object has given. */
export const errorsOf = (...objects: unknown[]): string[] =>
	objects
		.flatMap((object) => errorKeys.map((key) => toErrors(valueAt(object, key))))
		.reduce((found, reasons) => found.concat(reasons.filter((one) => !found.includes(one))), []);

/** Whether anything in a payload, at any level, says that something failed. */
export function hasErrors(payload: unknown): boolean {
	const open: unknown[] = [payload];
	while (open.length > 0) {
		const value = open.pop();
		if (Array.isArray(value)) {
			for (const entry of value) open.push(entry);
		} else if (isRecord(value)) {
			if (errorsOf(value).length > 0) return true;
			for (const [key, inner] of Object.entries(value)) {
				if (!errorKeys.includes(key) && !ownKeys.includes(key)) open.push(inner);
			}
		}
	}
	return false;
}
