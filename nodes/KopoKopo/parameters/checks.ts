import { isLoopback, parseUrl } from '../api/environments';
import { refuse } from '../api/refusal';
import { isRecord } from '../payloads/values';
import type { Check, ValueCheck } from './field';

export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Any text; empty is not sent. */
export const text: ValueCheck = (value) => textOf(value) || undefined;

/** Text that may not be empty. */
export const requiredText: ValueCheck = (value) =>
	textOf(value) || refuse('is empty', 'Enter a value.');

/** On or off, and nothing that merely looks like it. */
export const flag: ValueCheck = (value) =>
	typeof value === 'boolean'
		? value
		: refuse(
				`is neither true nor false: ${typeof value === 'object' ? 'an object' : textOf(value) || 'empty'}`,
				'Switch it on or off, or have the expression give true or false, not a text.',
			);

/** What cannot be wrong here: it is looked at where it is used. */
export const anything: ValueCheck = (value) => value;

const numberOf = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
		? Number(value)
		: NaN;

/** A number within limits. */
export const numberFrom =
	(least: number, most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number >= least && number <= most
			? number
			: refuse(`is not a number of ${unit} from ${least} to ${most}`, 'Enter such a number.');
	};

export const wholeNumber = (value: unknown): number => {
	const number = numberOf(value);
	return Number.isSafeInteger(number)
		? number
		: refuse('is not a whole number', 'Enter such a number.');
};

/** A number above zero. */
export const numberUpTo =
	(most: number, unit: string): ValueCheck =>
	(value) => {
		const number = numberOf(value);
		return number > 0 && number <= most
			? number
			: refuse(`is not a number of ${unit} up to ${most}`, 'Enter such a number.');
	};

/** One of a list of values. */
export const oneOf =
	(values: readonly string[]): ValueCheck =>
	(value) =>
		values.includes(textOf(value))
			? textOf(value)
			: refuse(
					`is unknown: ${textOf(value) || 'empty'}`,
					`Choose one of ${values.filter(Boolean).join(', ')}.`,
				);

/** Whose things are meant. */
export const scope = oneOf(['company', 'till']);

/**
 * A phone number as people write it, as E.164.
 *
 * Kenyan mobile numbers begin with 7 or 1. After 254 any number is taken, since Kopo Kopo's own sandbox
 * numbers are such as +254999999999.
 */
export const phoneNumber = (value: unknown): string => {
	const written = textOf(value);
	const digits = written.replace(/[\s()[\]\u2010-\u2015-]/g, '');
	const [, local, international] = /^(?:0?([17]\d{8})|\+?254([1-9]\d{8}))$/.exec(digits) ?? [];
	const subscriber = local ?? international;
	if (subscriber) return `+254${subscriber}`;
	return refuse(
		written ? `is not a Kenyan phone number: ${written}` : 'is empty',
		'Write it as 0712 345 678, 0112 345 678, 712345678, 254712345678 or +254712345678.',
	);
};

/** The same without its plus, as Send Money takes it. */
export const phoneNumberWithoutPlus: ValueCheck = (value) => phoneNumber(value).slice(1);

/** An amount of money as a number: positive, at most two decimals. */
export const amount: ValueCheck = (value) => {
	const written = textOf(value);
	const number = /^\d+(\.\d{1,2})?$/.test(written) ? Number(written) : 0;
	if (number > 0 && number <= Number.MAX_SAFE_INTEGER) return number;
	return refuse(
		`is not an amount that can be asked for: ${written || 'empty'}`,
		'Enter a number greater than 0 with at most two decimals, such as 100 or 99.50.',
	);
};

/** The only currency that Kopo Kopo handles. */
export const currency: ValueCheck = (value) =>
	textOf(value).toUpperCase() === 'KES'
		? 'KES'
		: refuse(
				`is not KES: ${textOf(value) || 'empty'}`,
				'Kopo Kopo handles Kenyan shillings alone.',
			);

/** A till: digits, with a K in front for online payments. */
export const tillNumber = (value: unknown): string => {
	const written = textOf(value).toUpperCase();
	if (/^K?\d{3,12}$/.test(written)) return written;
	return refuse(
		written ? `is not a till number: ${written}` : 'is empty',
		'Copy it from the Kopo Kopo dashboard, such as K123456 (online payments) or 123456.',
	);
};

const secureAddress =
	(advice: string): ValueCheck =>
	(value) => {
		const url = parseUrl(textOf(value));
		if (url && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.href;
		return refuse(url ? `is not https: ${url.origin}` : 'is not a web address', advice);
	};

/** Where Kopo Kopo posts webhooks: it takes https alone, so plain http is only let through on loopback. */
export const httpsUrl = secureAddress('Kopo Kopo calls https addresses alone.');

export const publicAddressAdvice =
	'Kopo Kopo calls https addresses alone. If this is the address of n8n itself, set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to its public https address and restart n8n.';

/** The same, for results: its default is an address of n8n's own. */
export const callbackUrl = secureAddress(publicAddressAdvice);

/** An email address; empty is not sent. */
export const email: ValueCheck = (value) => {
	const written = textOf(value);
	if (written === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(written)) return written || undefined;
	return refuse(`is not an email address: ${written}`, 'Write it as name@example.com.');
};

/** A value that v2 of the API knows and v1 does not; empty is not sent. */
export const inV2 =
	(check: ValueCheck): Check =>
	(value, { apiVersion }) => {
		const checked = check(value);
		if (checked === undefined || checked === false || apiVersion === 'v2') return checked;
		return refuse(
			'needs version 2 of the API',
			'Remove it, or choose V2 in the credential if Kopo Kopo has moved you to it.',
		);
	};

const mostPairs = 5;

function metadataValue(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Metadata pairs as one object: at most five, none with an empty or repeated key. */
export const metadata: ValueCheck = (value) => {
	const pairs = isRecord(value) && Array.isArray(value.pair) ? value.pair.filter(isRecord) : [];
	const entries = pairs.map(
		({ key, value: entry }) => [textOf(key), metadataValue(entry)] as const,
	);
	const keys = entries.map(([key]) => key);
	if (entries.length > mostPairs) {
		refuse(`has ${entries.length} pairs`, `Kopo Kopo takes at most ${mostPairs}: remove some.`);
	}
	if (keys.includes('')) {
		refuse('has a pair without a key', 'Give every pair a key, or remove it.');
	}
	const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
	if (repeated !== undefined) {
		refuse(`has the key "${repeated}" twice`, 'Give every pair a key of its own.');
	}
	return entries.length ? Object.fromEntries(entries) : undefined;
};
