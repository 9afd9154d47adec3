import { InputError, throwInputError } from '../../api/input-error';
import { attempt } from '../../lib/attempt';
import { isRecord } from '../../payloads/values';
import { labelled, writtenAt, type Entered } from '../field';
import { hasLostDigits, kindOf, quoted, refuseLostDigits, refuseUnevaluated, textOf } from './text';

const mostPairs = 5;

/** Also true for a Date of n8n's expression sandbox, which has its own class. */
export const isDate = (value: unknown): value is Date =>
	Object.prototype.toString.call(value) === '[object Date]';

const exactNumber = (_key: string, value: unknown): unknown =>
	typeof value === 'number' && Number.isFinite(value) && hasLostDigits(value)
		? refuseLostDigits(value)
		: value;

/** @returns something other than text if the value cannot be sent */
function metadataText(value: unknown): unknown {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return textOf(value);
	if (typeof value !== 'object') return String(value);
	if (isDate(value)) return value.toISOString();
	if ('toISO' in value && typeof value.toISO === 'function') return value.toISO() as unknown;
	return JSON.stringify(value, exactNumber);
}

function metadataValue(key: string, value: unknown): string {
	const written = attempt(() => metadataText(value));
	if ('value' in written && typeof written.value === 'string') return written.value;
	if ('thrown' in written && written.thrown instanceof InputError) {
		const { message, advice } = written.thrown;
		return throwInputError(labelled(`The value for "${quoted(key)}" in {field}`, message), advice);
	}
	return throwInputError(
		`{field} has a value for "${quoted(key)}" that cannot be sent`,
		'Use text or a number for every value.',
	);
}

export function rowsOf(value: unknown, row: string): Array<Record<string, unknown>> {
	if (value === undefined || value === null || value === '') return [];
	const advice = 'Add the rows one by one instead of using one expression for all of them.';
	const list = isRecord(value) ? (value[row] ?? []) : value;
	if (!isRecord(value) || !Array.isArray(list)) {
		return throwInputError(`{field} cannot be read: got ${kindOf(list)} instead of rows`, advice);
	}
	const odd = list.findIndex((one) => !isRecord(one));
	if (odd < 0) return list;
	return throwInputError(`{field} cannot be read: row ${odd + 1} is ${kindOf(list[odd])}`, advice);
}

export const metadata = (value: unknown, { written }: Partial<Entered> = {}) => {
	const pairs = rowsOf(value, 'pair');
	pairs.forEach((_, index) => {
		const pair = writtenAt(writtenAt(written, 'pair'), index);
		for (const part of ['key', 'value']) refuseUnevaluated(writtenAt(pair, part));
	});
	if (pairs.length > mostPairs) {
		throwInputError(
			`{field} has ${pairs.length} pairs`,
			`Kopo Kopo accepts at most ${mostPairs}. Remove some.`,
		);
	}
	const entries = pairs.map(({ key, value: entry }) => {
		const name = textOf(key);
		return [name, metadataValue(name, entry)] as const;
	});
	const keys = entries.map(([key]) => key);
	if (keys.includes('')) {
		throwInputError('{field} has a pair without a key', 'Give every pair a key, or remove it.');
	}
	const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
	if (repeated !== undefined) {
		throwInputError(`{field} has the key "${quoted(repeated)}" twice`, 'Use each key only once.');
	}
	return entries.length ? Object.fromEntries(entries) : undefined;
};
