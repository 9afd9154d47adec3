import { asText } from './values';

/** The digits of a till: Kopo Kopo gives one till with and without the K of online payments. */
export const tillDigits = (till: unknown): string =>
	asText(till).trim().toUpperCase().replace(/^K/, '');

/** Whether two tills are the same one; what is no till is the same as none. */
export const isSameTill = (one: unknown, other: unknown): boolean =>
	tillDigits(one) !== '' && tillDigits(one) === tillDigits(other);
