import { isLoopback, parseUrl } from '../api/environments';
import { InputError, throwInputError } from '../api/input-error';
import { attempt } from '../lib/attempt';
import { keyText, proseText, withoutNoBreakSpaces } from '../payloads/invisible';
import { isRecord } from '../payloads/values';
import { isExpression, type Check, type ValueCheck } from './field';
import {
	amountIn,
	isMasked,
	isScientific,
	subscriberIn,
	withoutSpreadsheetMarks,
} from './written-number';

export { keyText };

const mostQuoted = 80;

/** What was written, as a message quotes it. */
export const quoted = (written: string): string =>
	written.length > mostQuoted ? `${written.slice(0, mostQuoted)}…` : written || 'empty';

/** What a value is called in a message, where it is not what it should be. */
export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === undefined || value === null || value === '') return 'empty';
	if (typeof value === 'string') return `the text "${quoted(value)}"`;
	return typeof value === 'object' || typeof value === 'function' ? 'an object' : String(value);
}

/** Whether JavaScript may have lost digits of a number. */
const hasLostDigits = (value: number): boolean => Math.abs(value) > Number.MAX_SAFE_INTEGER;

const refuseLostDigits = (value: number): never =>
	throwInputError(
		`is too long for a number, so digits were lost: ${value}`,
		'Enter it as text, such as "12345678901234567890".',
	);

/**
 * What was written, by `keyText`; empty where nothing was.
 *
 * @param normalize in place of `keyText`
 */
export function textOf(value: unknown, normalize: (written: string) => string = keyText): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return normalize(value);
	if (typeof value === 'number' && !Number.isNaN(value)) {
		return hasLostDigits(value) ? refuseLostDigits(value) : String(value);
	}
	return throwInputError(
		`is not text: ${kindOf(value)}`,
		'Make the expression return text or a number.',
	);
}

/** Text that has no spaces, such as an email address: no-break spaces in it are invisible, too. */
const solidTextOf = (value: unknown): string =>
	textOf(value, (written) => keyText(withoutNoBreakSpaces(written)));

/** Whether nothing was entered, or an expression found nothing. */
export const isMissing = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && keyText(value) === '');

const refuseEmpty = (): never => throwInputError('is empty', 'Enter a value.');

/** Any text; empty is not sent. */
export const text: ValueCheck = (value) => textOf(value) || undefined;

/** What may be left empty, but not be missing: an expression that finds nothing returns undefined. */
export const given =
	(check: ValueCheck): ValueCheck =>
	(value) =>
		check(
			value === undefined
				? throwInputError('has no value', 'Check what its expression returns.')
				: value,
		);

/** Text that may not be empty. */
export const requiredText: ValueCheck = (value) => textOf(value) || refuseEmpty();

/** Text for people, such as a name or a message; empty is not sent. */
export const prose: ValueCheck = (value) => textOf(value, proseText) || undefined;

/** Text for people that may not be empty. */
export const requiredProse: ValueCheck = (value) => textOf(value, proseText) || refuseEmpty();

/** On or off, and nothing that merely looks like it. */
export const flag: ValueCheck = (value) =>
	typeof value === 'boolean'
		? value
		: throwInputError(
				`is neither true nor false: ${kindOf(value)}`,
				'Turn it on or off, or make the expression return true or false, not text.',
			);

/** What cannot be wrong here: it is looked at where it is used. */
export const unchecked: ValueCheck = (value) => value;

const numberOf = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && !isMissing(value))
		? Number(typeof value === 'string' ? keyText(value) : value)
		: NaN;

/** A number within limits. */
export const numberFrom =
	(least: number, most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number >= least && number <= most
			? number
			: throwInputError(
					`is not a number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`}: ${kindOf(value)}`,
					`Enter the number of ${unit}.`,
				);
	};

export const wholeNumber = (value: unknown): number => {
	const number = numberOf(value);
	return Number.isSafeInteger(number)
		? number
		: throwInputError('is not a whole number', 'Enter a whole number, such as 10.');
};

/** A number above zero. */
export const numberUpTo =
	(most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number > 0 && number <= most
			? number
			: throwInputError(
					`is not a number above 0 and up to ${most}: ${kindOf(value)}`,
					`Enter the number of ${unit}.`,
				);
	};

/** One of a list of values. */
export const oneOf =
	(values: readonly string[]): ValueCheck =>
	(value) =>
		values.includes(textOf(value))
			? textOf(value)
			: throwInputError(
					`is unknown: ${quoted(textOf(value))}`,
					`Choose one of ${values.filter(Boolean).join(', ')}.`,
				);

/** Some of a list of values; none is a list, too. */
export const severalOf =
	(values: readonly string[]): ValueCheck =>
	(value) => {
		if (!Array.isArray(value)) {
			return throwInputError(
				`is not a list: ${kindOf(value)}`,
				'Make the expression return a list.',
			);
		}
		return value.map(oneOf(values)) as string[];
	};

/** Several, separated by commas; empty ones are none. */
export const commaSeparated =
	(check: ValueCheck): Check =>
	(value, { written }) => {
		const entries = textOf(value)
			.split(',')
			.filter((one) => one.trim() !== '');
		if (entries.length === 0 && isExpression(written)) {
			throwInputError('has no value', 'Check what its expressions return.');
		}
		return entries.map((one) => check(one));
	};

/** Whose things are meant. */
export const scope = oneOf(['company', 'till']);

/** A phone number as people and spreadsheets write it, as E.164. */
export const phoneNumber = (value: unknown): string => {
	const written = textOf(value);
	const isFraction = typeof value === 'number' && !Number.isInteger(value);
	const subscriber = isFraction ? undefined : subscriberIn(written);
	if (subscriber) return `+254${subscriber}`;
	if (isMasked(written)) {
		throwInputError(
			`is masked: ${quoted(written)}`,
			"M-PESA has hidden payers' numbers since March 2026. Use the number that your customer gave you, or match payers by hashedSenderPhone.",
		);
	}
	if (isScientific(written)) {
		throwInputError(
			`has lost digits: ${quoted(written)}`,
			'Format the column as text in the spreadsheet, then enter the number again.',
		);
	}
	return throwInputError(
		written ? `is not a Kenyan phone number: ${quoted(written)}` : 'is empty',
		'Write it as 0712 345 678, 0112 345 678, 712345678, 254712345678 or +254712345678.',
	);
};

/** The same without its plus, as Send Money takes it. */
export const phoneNumberWithoutPlus: ValueCheck = (value) => phoneNumber(value).slice(1);

/** Beyond this a number cannot hold every cent. */
const largestAmount = Number.MAX_SAFE_INTEGER / 100;

/** An amount of money in shillings, with at most two decimals. */
const amountFrom =
	(isInRange: (amount: number) => boolean, range: string, noun: string): ValueCheck =>
	(value) => {
		const written = typeof value === 'string' ? solidTextOf(value) : value;
		const isReadable = typeof written === 'number' || typeof written === 'string';
		const number = isReadable ? amountIn(written) : NaN;
		if (isInRange(number) && number <= largestAmount) return number;
		return throwInputError(
			`is not ${noun}: ${isReadable && written !== '' ? quoted(String(written)) : kindOf(value)}`,
			`Enter a number ${range} with at most two decimals, such as 1500 or 1,500.50: a point before the cents, commas only between thousands.`,
		);
	};

/** An amount to pay. */
export const amount = amountFrom((number) => number > 0, 'greater than 0', 'a valid amount');

/** An amount as a limit. */
export const amountOrZero = amountFrom(
	(number) => number >= 0,
	'of 0 or more',
	'a number of 0 or more with at most two decimals',
);

/** The only currency that Kopo Kopo handles. */
export const currency: ValueCheck = (value) =>
	textOf(value).toUpperCase() === 'KES'
		? 'KES'
		: throwInputError(
				`is not KES: ${quoted(textOf(value))}`,
				'Kopo Kopo only handles Kenyan shillings.',
			);

/** A till: digits, with a K in front for online payments. */
export const tillNumber = (value: unknown): string => {
	const written = withoutSpreadsheetMarks(solidTextOf(value)).toUpperCase();
	if (/^K?\d{3,12}$/.test(written)) return written;
	return throwInputError(
		written ? `is not a till number: ${quoted(written)}` : 'is empty',
		'Copy it from the Kopo Kopo dashboard, such as K123456 (online payments) or 123456.',
	);
};

const secureAddress =
	(advice: string): ValueCheck =>
	(value) => {
		const url = parseUrl(textOf(value));
		if (url && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.href;
		return throwInputError(url ? `is not https: ${url.origin}` : 'is not a URL', advice);
	};

/** Where Kopo Kopo posts webhooks: it takes https alone, so plain http is only let through on loopback. */
export const httpsUrl = secureAddress('Only https URLs can receive webhooks.');

export const publicAddressAdvice =
	'Only https URLs can receive webhooks. If this is the address of n8n itself, set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to its public https address and restart n8n.';

const resultUrl = secureAddress(publicAddressAdvice);

/** The same, for results; empty means the default. */
export const callbackUrl: ValueCheck = (value) =>
	textOf(value) === '' ? undefined : resultUrl(value);

/** RFC 5321, as corrected in erratum 1690 of RFC 3696. */
const longestEmail = 254;

/** An email address; empty is not sent. */
export const email: ValueCheck = (value) => {
	const written = solidTextOf(value);
	if (written === '') return undefined;
	const isAddress = written.length <= longestEmail && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(written);
	return isAddress
		? written
		: throwInputError(
				`is not an email address: ${quoted(written)}`,
				'Write it as name@example.com.',
			);
};

/** A value that v2 of the API knows and v1 does not; empty is not sent. */
export const inV2 =
	(check: ValueCheck): Check =>
	(value, { apiVersion }) => {
		const checked = check(value);
		if (checked === undefined || checked === false || apiVersion === 'v2') return checked;
		return throwInputError(
			'needs API v2',
			'Remove it, or select V2 in the credential if your Kopo Kopo account uses it.',
		);
	};

const mostPairs = 5;

/** A Date, also one of n8n's sandbox, which has its own class. */
export const isDate = (value: unknown): value is Date =>
	Object.prototype.toString.call(value) === '[object Date]';

const exactNumber = (_key: string, value: unknown): unknown =>
	typeof value === 'number' && Number.isFinite(value) && hasLostDigits(value)
		? refuseLostDigits(value)
		: value;

/** What is sent of a value: something other than text for a value that cannot be sent. */
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
		return throwInputError(`has a value for "${quoted(key)}" that ${message}`, advice);
	}
	return throwInputError(
		`has a value for "${quoted(key)}" that cannot be sent`,
		'Use text or a number for every value.',
	);
}

/**
 * The rows of a fixed collection that allows several; none where nothing was entered.
 *
 * @param row name of the rows in the collection
 */
export function rowsOf(value: unknown, row: string): Array<Record<string, unknown>> {
	if (value === undefined || value === null || value === '') return [];
	const advice = 'Add the rows one by one instead of using one expression for all of them.';
	const list = isRecord(value) ? (value[row] ?? []) : value;
	if (!isRecord(value) || !Array.isArray(list)) {
		return throwInputError(`cannot be read: got ${kindOf(list)} instead of rows`, advice);
	}
	const odd = list.findIndex((one) => !isRecord(one));
	if (odd < 0) return list;
	return throwInputError(`cannot be read: row ${odd + 1} is ${kindOf(list[odd])}`, advice);
}

/** Metadata pairs as one object: at most five, none with an empty or repeated key. */
export const metadata: ValueCheck = (value) => {
	const pairs = rowsOf(value, 'pair');
	if (pairs.length > mostPairs) {
		throwInputError(
			`has ${pairs.length} pairs`,
			`Kopo Kopo accepts at most ${mostPairs}. Remove some.`,
		);
	}
	const entries = pairs.map(({ key, value: entry }) => {
		const name = textOf(key);
		return [name, metadataValue(name, entry)] as const;
	});
	const keys = entries.map(([key]) => key);
	if (keys.includes('')) {
		throwInputError('has a pair without a key', 'Give every pair a key, or remove it.');
	}
	const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
	if (repeated !== undefined) {
		throwInputError(`has the key "${quoted(repeated)}" twice`, 'Use each key only once.');
	}
	return entries.length ? Object.fromEntries(entries) : undefined;
};
