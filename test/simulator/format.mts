import { createHash, randomInt } from 'node:crypto';

const EAST_AFRICA_TIME = 3 * 60 * 60 * 1000;

/** Kenyan time, `2020-10-22T10:43:20.123+03:00`, from milliseconds since the epoch. */
export function isoTime(ms: number): string {
	return new Date(ms + EAST_AFRICA_TIME).toISOString().replace('Z', '+03:00');
}

/** Kenyan time to the second, `2020-10-22T10:43:20+03:00`. */
export function isoSeconds(ms: number): string {
	return isoTime(ms).replace(/\.\d{3}/, '');
}

/** Kenyan time in Safaricom's Daraja format, `20201022104320`. */
export function darajaTime(ms: number): string {
	return isoTime(ms).replace(/\D/g, '').slice(0, 14);
}

/** `"100.0"` for 100, as in payloads. */
export function decimalAmount(amount: number): string {
	return Number.isInteger(amount) ? `${amount}.0` : String(amount);
}

/** SHA-256 in hex of the digits of a phone number. */
export function hashedPhone(phoneNumber: string): string {
	return createHash('sha256').update(phoneNumber.replace(/\D/g, '')).digest('hex');
}

/**
 * How payers' phone numbers are shown. Since March 2026, M-PESA masks them in messages and statements, in
 * two ways.
 */
export const payerNumbers = {
	full: (phoneNumber: string) => phoneNumber,
	'0722XXXXXX': (phoneNumber: string) => `${localPhone(phoneNumber).slice(0, 4)}XXXXXX`,
	'0722***000': (phoneNumber: string) =>
		localPhone(phoneNumber).replace(/^(\d{4})\d*(\d{3})$/, '$1***$2'),
} as const;

export type PayerNumbers = keyof typeof payerNumbers;

export function isPayerNumbers(value: string): value is PayerNumbers {
	return Object.hasOwn(payerNumbers, value);
}

/** As Safaricom's Daraja API masks payers: `2547 ***** 126`. */
export function maskedInDaraja(phoneNumber: string): string {
	return phoneNumber.replace(/^\+?(\d{4})\d*(\d{3})$/, '$1 ***** $2');
}

/** `0722000000` for `+254722000000`. */
function localPhone(phoneNumber: string): string {
	return phoneNumber.replace(/^\+?254/, '0');
}

/**
 * An M-PESA receipt such as `OJJ1MPU40Z`: year, month and day as one character each (`O` is 2020,
 * `J` October, `J` the 19th), then seven random characters.
 */
export function receipt(ms: number): string {
	const base36 = (value: number) => value.toString(36).toUpperCase();
	const letter = (index: number) => base36(10 + (index % 26));
	const date = new Date(ms + EAST_AFRICA_TIME);
	const tail = base36(randomInt(36 ** 7)).padStart(7, '0');

	return (
		letter(date.getUTCFullYear() - 2006) +
		letter(date.getUTCMonth()) +
		base36(date.getUTCDate()) +
		tail
	);
}
