import { throwInputError } from '../../api/input-error';
import { isExpression, type Check, type ValueCheck } from '../field';
import { isMissing, kindOf, quoted, textOf } from './text';

export const flag: ValueCheck<boolean> = (value) =>
	typeof value === 'boolean'
		? value
		: throwInputError(
				`{field} is neither true nor false: ${kindOf(value)}`,
				'Turn it on or off, or make the expression return true or false, not text.',
			);

export const unchecked: ValueCheck = (value) => value;

export const oneOf =
	<const Value extends string>(values: readonly Value[]): ValueCheck<Value> =>
	(value) =>
		values.find((one) => one === textOf(value)) ??
		throwInputError(
			`{field} is unknown: ${quoted(textOf(value))}`,
			`Choose one of ${values.filter(Boolean).join(', ')}.`,
		);

export const severalOf =
	<const Value extends string>(values: readonly Value[]): ValueCheck<Value[]> =>
	(value) => {
		if (!Array.isArray(value)) {
			return throwInputError(
				`{field} is not a list: ${kindOf(value)}`,
				'Make the expression return a list.',
			);
		}
		return value.map(oneOf(values));
	};

export const commaSeparated =
	<Entry>(check: ValueCheck<Entry>): Check<Entry[]> =>
	(value, { written }) => {
		const entries = textOf(value)
			.split(',')
			.filter((one) => !isMissing(one));
		if (entries.length === 0 && isExpression(written)) {
			throwInputError('{field} has no value', 'Check what its expressions return.');
		}
		return entries.map((one) => check(one));
	};

export const scope = oneOf(['company', 'till']);

export const inV2 =
	<Result>(check: ValueCheck<Result>): Check<Result> =>
	(value, { apiVersion }) => {
		const checked = check(value);
		if (checked === undefined || checked === false || apiVersion === 'v2') return checked;
		return throwInputError(
			'{field} needs API v2',
			'Remove it, or select V2 in the credential if your Kopo Kopo account uses it.',
		);
	};
