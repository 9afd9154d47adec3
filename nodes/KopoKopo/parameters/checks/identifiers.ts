import { throwInputError } from '../../api/input-error';
import type { ValueCheck } from '../field';
import {
	isMasked,
	isScientific,
	isSignedScientific,
	subscriberIn,
	withoutSpreadsheetMarks,
} from '../written-number';
import { quoted, requiredText, solidTextOf, textOf } from './text';

const refuseScientific = (written: string): never =>
	throwInputError(
		`{field} is in scientific notation, so digits were lost: ${quoted(written)}`,
		'Format the column as text in the spreadsheet, then enter the number again.',
	);

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
	if (isScientific(written)) refuseScientific(written);
	return throwInputError(
		written ? `{field} is not a Kenyan phone number: ${quoted(written)}` : '{field} is empty',
		'Write it as 0712 345 678, 0112 345 678, 712345678, 254712345678 or +254712345678.',
	);
};

/** Send Money accepts phone numbers only without the plus. */
export const phoneNumberWithoutPlus: ValueCheck<string> = (value) => phoneNumber(value).slice(1);

/** Of a bank account, or at a paybill, where it may be any text. */
export const accountNumber: ValueCheck<string> = (value) => {
	const written = requiredText(value);
	return isSignedScientific(written) ? refuseScientific(written) : written;
};

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The id of a webhook event. Kopo Kopo rejects an M-PESA receipt, which users expect to work. */
export const webhookEventId: ValueCheck<string> = (value) => {
	const written = solidTextOf(value);
	if (uuid.test(written)) return written;
	return throwInputError(
		written ? `{field} is not the ID of a webhook event: ${quoted(written)}` : '{field} is empty',
		'Use the id that Kopo Kopo Trigger returns for a received payment, such as {{ $json.id }}, not the reference (M-PESA receipt) or the resourceId.',
	);
};

/** An M-PESA receipt in upper case; empty for none. */
export const receipt = (value: unknown): string => {
	const written = solidTextOf(value).toUpperCase();
	return /\s/.test(written)
		? throwInputError(
				`{field} is more than a receipt: ${quoted(written)}`,
				'Enter only the code, such as SJK4H7L2QX.',
			)
		: written;
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

/** RFC 5321, as corrected in erratum 1690 of RFC 3696. */
const longestEmail = 254;

export const email: ValueCheck<string | undefined> = (value) => {
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
