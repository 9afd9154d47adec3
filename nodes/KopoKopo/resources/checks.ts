import { UserError } from 'n8n-workflow';

import { isLoopback, parseUrl, type ApiVersion } from '../api/environments';
import { isRecord } from '../payloads/values';

/** What a check may know beside its own value. */
export interface Entered {
	/** Value of another parameter of the same item. */
	parameter(name: string): unknown;
	/** IANA name of the workflow's time zone. */
	timezone(): string;
	apiVersion(): Promise<ApiVersion>;
}

/**
 * Turns what a user entered into what Kopo Kopo takes.
 *
 * @returns the value to send, or undefined to send nothing
 * @throws UserError whose message ends a sentence that begins with the parameter's name
 */
export type Check = (value: unknown, entered: Entered) => unknown;

/** A check that needs nothing but the value. */
export type ValueCheck = (value: unknown) => unknown;

export function refuse(reason: string, advice: string): never {
	throw new UserError(reason, { description: advice });
}

export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Any text; empty is not sent. */
export const text: ValueCheck = (value) => textOf(value) || undefined;

/** Text that may not be empty. */
export const requiredText: ValueCheck = (value) =>
	textOf(value) || refuse('is empty', 'Enter a value.');

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
	async (value, entered) => {
		const checked = check(value);
		if (checked === undefined || checked === false) return undefined;
		if ((await entered.apiVersion()) === 'v2') return checked;
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
