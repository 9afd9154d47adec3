import { isLoopback, parseUrl } from '../api/environments';
import { InputError, throwInputError } from '../api/input-error';
import { attempt } from '../lib/attempt';
import { keyText, proseText, withoutNoBreakSpaces } from '../payloads/invisible';
import { isRecord } from '../payloads/values';
import {
	isExpression,
	labelled,
	writtenAt,
	type Check,
	type Entered,
	type ValueCheck,
} from './field';
import {
	amountIn,
	isMasked,
	isScientific,
	subscriberIn,
	withoutSpreadsheetMarks,
} from './written-number';

export { keyText };

const mostQuoted = 80;

export const quoted = (written: string): string =>
	written.length > mostQuoted ? `${written.slice(0, mostQuoted)}…` : written || 'empty';

export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === undefined || value === null || value === '') return 'empty';
	if (typeof value === 'string') return `the text "${quoted(value)}"`;
	return typeof value === 'object' || typeof value === 'function' ? 'an object' : String(value);
}

const hasLostDigits = (value: number): boolean => Math.abs(value) > Number.MAX_SAFE_INTEGER;

const refuseLostDigits = (value: number): never =>
	throwInputError(
		`{field} is too long for a number, so digits were lost: ${value}`,
		'Enter it as text, such as "12345678901234567890".',
	);

/** Normalized text; empty if nothing was entered. */
export function textOf(value: unknown, normalize: (written: string) => string = keyText): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return normalize(value);
	if (typeof value === 'number' && !Number.isNaN(value)) {
		return hasLostDigits(value) ? refuseLostDigits(value) : String(value);
	}
	return throwInputError(
		`{field} is not text: ${kindOf(value)}`,
		'Make the expression return text or a number.',
	);
}

/** @throws InputError for an expression that n8n did not evaluate */
export const throwUnevaluated = (written: string): never =>
	throwInputError(
		`{field} contains an expression that was not evaluated: ${quoted(written)}`,
		'Set the field to Expression, so that n8n replaces what is between {{ and }}.',
	);

/** Refuses an expression that was entered into a field set to Fixed. */
export function refuseUnevaluated(written: unknown): void {
	const isFixed = typeof written === 'string' && !isExpression(written);
	if (isFixed && /\{\{[^]*\}\}/.test(written)) throwUnevaluated(written);
}

/** Text that has no spaces, such as an email address: no-break spaces in it are invisible, too. */
const solidTextOf = (value: unknown): string =>
	textOf(value, (written) => keyText(withoutNoBreakSpaces(written)));

/** Whether nothing was entered, or an expression found nothing. */
export const isMissing = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && keyText(value) === '');

const refuseEmpty = (): never => throwInputError('{field} is empty', 'Enter a value.');

export const text: ValueCheck = (value) => textOf(value) || undefined;

/** For a field that may be empty: refuses undefined, which an expression returns that finds nothing. */
export const given =
	(check: ValueCheck): ValueCheck =>
	(value) =>
		check(
			value === undefined
				? throwInputError('{field} has no value', 'Check what its expression returns.')
				: value,
		);

export const requiredText: ValueCheck = (value) => textOf(value) || refuseEmpty();

export const prose: ValueCheck = (value) => textOf(value, proseText) || undefined;

export const requiredProse: ValueCheck = (value) => textOf(value, proseText) || refuseEmpty();

export const flag: ValueCheck = (value) =>
	typeof value === 'boolean'
		? value
		: throwInputError(
				`{field} is neither true nor false: ${kindOf(value)}`,
				'Turn it on or off, or make the expression return true or false, not text.',
			);

/** For values that are checked where they are used. */
export const unchecked: ValueCheck = (value) => value;

const numberOf = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && !isMissing(value))
		? Number(typeof value === 'string' ? keyText(value) : value)
		: NaN;

export const numberFrom =
	(least: number, most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number >= least && number <= most
			? number
			: throwInputError(
					`{field} is not a number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`}: ${kindOf(value)}`,
					`Enter the number of ${unit}.`,
				);
	};

export const wholeNumber = (value: unknown): number => {
	const number = numberOf(value);
	return Number.isSafeInteger(number)
		? number
		: throwInputError('{field} is not a whole number', 'Enter a whole number, such as 10.');
};

/** Above 0. */
export const numberUpTo =
	(most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number > 0 && number <= most
			? number
			: throwInputError(
					`{field} is not a number above 0 and up to ${most}: ${kindOf(value)}`,
					`Enter the number of ${unit}.`,
				);
	};

export const oneOf =
	(values: readonly string[]): ValueCheck =>
	(value) =>
		values.includes(textOf(value))
			? textOf(value)
			: throwInputError(
					`{field} is unknown: ${quoted(textOf(value))}`,
					`Choose one of ${values.filter(Boolean).join(', ')}.`,
				);

export const severalOf =
	(values: readonly string[]): ValueCheck =>
	(value) => {
		if (!Array.isArray(value)) {
			return throwInputError(
				`{field} is not a list: ${kindOf(value)}`,
				'Make the expression return a list.',
			);
		}
		return value.map(oneOf(values)) as string[];
	};

export const commaSeparated =
	(check: ValueCheck): Check =>
	(value, { written }) => {
		const entries = textOf(value)
			.split(',')
			.filter((one) => one.trim() !== '');
		if (entries.length === 0 && isExpression(written)) {
			throwInputError('{field} has no value', 'Check what its expressions return.');
		}
		return entries.map((one) => check(one));
	};

export const scope = oneOf(['company', 'till']);

/** @returns E.164 */
export const phoneNumber = (value: unknown): string => {
	const written = textOf(value);
	const isFraction = typeof value === 'number' && !Number.isInteger(value);
	const subscriber = isFraction ? undefined : subscriberIn(written);
	if (subscriber) return `+254${subscriber}`;
	if (isMasked(written)) {
		throwInputError(
			`{field} is masked: ${quoted(written)}`,
			"M-PESA has hidden payers' numbers since March 2026. Use the number that your customer gave you, or match payers by hashedSenderPhone.",
		);
	}
	if (isScientific(written)) {
		throwInputError(
			`{field} is in scientific notation, so digits were lost: ${quoted(written)}`,
			'Format the column as text in the spreadsheet, then enter the number again.',
		);
	}
	return throwInputError(
		written ? `{field} is not a Kenyan phone number: ${quoted(written)}` : '{field} is empty',
		'Write it as 0712 345 678, 0112 345 678, 712345678, 254712345678 or +254712345678.',
	);
};

/** Send Money accepts phone numbers only without the plus. */
export const phoneNumberWithoutPlus: ValueCheck = (value) => phoneNumber(value).slice(1);

/** Above this a number cannot hold every cent. */
const largestAmount = Number.MAX_SAFE_INTEGER / 100;

const amountFrom =
	(isInRange: (amount: number) => boolean, range: string, noun: string): ValueCheck =>
	(value) => {
		const written = typeof value === 'string' ? solidTextOf(value) : value;
		const isReadable = typeof written === 'number' || typeof written === 'string';
		const number = isReadable ? amountIn(written) : NaN;
		if (isInRange(number) && number <= largestAmount) return number;
		return throwInputError(
			`{field} is not ${noun}: ${isReadable && written !== '' ? quoted(String(written)) : kindOf(value)}`,
			`Enter a number ${range} with at most two decimals, such as 1500 or 1,500.50: a point before the cents, commas only between thousands.`,
		);
	};

export const amount = amountFrom((number) => number > 0, 'greater than 0', 'a valid amount');

export const amountOrZero = amountFrom(
	(number) => number >= 0,
	'of 0 or more',
	'a number of 0 or more with at most two decimals',
);

export const currency: ValueCheck = (value) =>
	textOf(value).toUpperCase() === 'KES'
		? 'KES'
		: throwInputError(
				`{field} is not KES: ${quoted(textOf(value))}`,
				'Kopo Kopo only handles Kenyan shillings.',
			);

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The id of a webhook event. Kopo Kopo rejects an M-PESA receipt, which users expect to work. */
export const webhookEventId: ValueCheck = (value) => {
	const written = solidTextOf(value);
	if (uuid.test(written)) return written;
	return throwInputError(
		written ? `{field} is not the ID of a webhook event: ${quoted(written)}` : '{field} is empty',
		'Use the id that Kopo Kopo Trigger returns for a received payment, such as {{ $json.id }}, not the reference (M-PESA receipt) or the resourceId.',
	);
};

/** A till: digits, with a K in front for online payments. */
export const tillNumber = (value: unknown): string => {
	const written = withoutSpreadsheetMarks(solidTextOf(value)).toUpperCase();
	if (/^K?\d{3,12}$/.test(written)) return written;
	return throwInputError(
		written ? `{field} is not a till number: ${quoted(written)}` : '{field} is empty',
		'Copy it from the Kopo Kopo dashboard, such as K123456 (online payments) or 123456.',
	);
};

const secureAddress =
	(advice: string): ValueCheck =>
	(value) => {
		const url = parseUrl(textOf(value));
		if (url && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.href;
		return throwInputError(
			url ? `{field} is not an HTTPS URL: ${url.origin}` : '{field} is not a URL',
			advice,
		);
	};

/** Kopo Kopo posts webhooks only to HTTPS URLs. HTTP is accepted on loopback, for the simulator. */
export const httpsUrl = secureAddress('Kopo Kopo can only call HTTPS URLs.');

export const publicAddressAdvice =
	'Kopo Kopo can only call HTTPS URLs. If this is the address of n8n itself, set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to its public HTTPS address and restart n8n.';

const resultUrl = secureAddress(publicAddressAdvice);

export const callbackUrl: ValueCheck = (value) =>
	textOf(value) === '' ? undefined : resultUrl(value);

/** RFC 5321, as corrected in erratum 1690 of RFC 3696. */
const longestEmail = 254;

export const email: ValueCheck = (value) => {
	const written = solidTextOf(value);
	if (written === '') return undefined;
	const isAddress = written.length <= longestEmail && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(written);
	return isAddress
		? written
		: throwInputError(
				`{field} is not an email address: ${quoted(written)}`,
				'Write it as name@example.com.',
			);
};

/** For values that only v2 of the API accepts. */
export const inV2 =
	(check: ValueCheck): Check =>
	(value, { apiVersion }) => {
		const checked = check(value);
		if (checked === undefined || checked === false || apiVersion === 'v2') return checked;
		return throwInputError(
			'{field} needs API v2',
			'Remove it, or select V2 in the credential if your Kopo Kopo account uses it.',
		);
	};

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

/** @param row name of the rows in the fixed collection */
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

/** At most five pairs, none with an empty or repeated key. */
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
