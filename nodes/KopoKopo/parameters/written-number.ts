/** A number as a spreadsheet writes it into text: `'123456` and `123456.0` are 123456. */
export const withoutSpreadsheetMarks = (written: string): string =>
	written.replace(/^['\u2018\u2019]\s*/, '').replace(/^([^.]*)\.0+$/, '$1');

const separators = /[\s()[\]\u2010-\u2015\u2212.-]/g;
const maskCharacters = /[x*_#\u00b7\u00d7\u2022\u2217\u2219\u25cf\uff0a]/gi;
const zeroAfterCountryCode = /(?<=^(?:\+|00)?\s*254[\s.-]*)\(\s*0\s*\)/;

const phoneText = (written: string): string =>
	withoutSpreadsheetMarks(written)
		.replace(/^tel:\s*/i, '')
		.replace(zeroAfterCountryCode, '');

/**
 * The nine digits of a Kenyan phone number behind the country code. Mobile numbers begin with 7 or 1, but after 254 any
 * number is accepted: Kopo Kopo's sandbox uses +254999999999.
 */
export function subscriberIn(written: string): string | undefined {
	const text = phoneText(written);
	// A point before one or two digits is a decimal point.
	if (/^\d+\.\d{1,2}$/.test(text)) return undefined;
	const [, local, international] =
		/^(?:0?([17]\d{8})|(?:\+|00)?254([1-9]\d{8}))$/.exec(text.replace(separators, '')) ?? [];
	return local ?? international;
}

/** Whether digits of a phone number are hidden, as in `0722***000`. */
export function isMasked(written: string): boolean {
	const text = phoneText(written).replace(separators, '');
	const hidden = text.match(maskCharacters)?.length ?? 0;
	const rest = text.replace(maskCharacters, '');
	return hidden >= 2 && text.length <= 14 && /^\+?\d+$/.test(rest);
}

/** Whether a spreadsheet shortened a long number, as in `2.54712E+11`. */
export const isScientific = (written: string): boolean =>
	/^\d(?:\.\d+)?e\+?\d+$/i.test(withoutSpreadsheetMarks(written));

/** The same as spreadsheets write it, with a sign: an account number may be 12E4. */
export const isSignedScientific = (written: string): boolean =>
	isScientific(written) && written.includes('+');

const amountText =
	/^(?:(?:KES|KSHS?)\.?\s*)?((?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)\s*(?:\/[=-]|(?:KES|KSHS?)\.?)?$/i;

/** How far a number may be from a cent, as a share of it: more than floating point adds, less than a person. */
const floatNoise = 1e-9;

function toCents(amount: number): number {
	const nearest = Math.round(amount * 100) / 100;
	return Math.abs(amount - nearest) <= Math.abs(nearest) * floatNoise ? nearest : NaN;
}

/** @returns shillings with at most two decimals; NaN for anything else */
export function amountIn(written: number | string): number {
	if (typeof written === 'number') return toCents(written);
	const [, digits] = amountText.exec(written) ?? [];
	return digits === undefined ? NaN : Number(digits.replaceAll(',', ''));
}
