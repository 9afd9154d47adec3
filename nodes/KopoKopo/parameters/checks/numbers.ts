import { throwInputError } from '../../api/input-error';
import { keyText } from '../../payloads/invisible';
import type { ValueCheck } from '../field';
import { amountIn } from '../written-number';
import { isMissing, kindOf, quoted, textOf } from './text';

const numberOf = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && !isMissing(value))
		? Number(typeof value === 'string' ? keyText(value) : value)
		: NaN;

export const numberFrom =
	(least: number, most: number, unit: string): ValueCheck<number> =>
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
	(most: number, unit: string): ValueCheck<number> =>
	(value) => {
		const number = numberOf(value);
		return number > 0 && number <= most
			? number
			: throwInputError(
					`{field} is not a number above 0 and up to ${most}: ${kindOf(value)}`,
					`Enter the number of ${unit}.`,
				);
	};

/** Above this a number cannot hold every cent. */
const largestAmount = Number.MAX_SAFE_INTEGER / 100;

const amountFrom =
	(isInRange: (amount: number) => boolean, range: string, noun: string): ValueCheck<number> =>
	(value) => {
		// A no-break space between digits may separate thousands, cents or another amount.
		const written = typeof value === 'string' ? keyText(value) : value;
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

export const currency: ValueCheck<'KES'> = (value) =>
	textOf(value).toUpperCase() === 'KES'
		? 'KES'
		: throwInputError(
				`{field} is not KES: ${quoted(textOf(value))}`,
				'Kopo Kopo only handles Kenyan shillings.',
			);
