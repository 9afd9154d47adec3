import { throwInputError } from '../../api/input-error';
import { keyText, proseText, withoutNoBreakSpaces } from '../../payloads/invisible';
import { isExpression, type ValueCheck } from '../field';

const mostQuoted = 80;

export const quoted = (written: string): string =>
	written.length > mostQuoted ? `${written.slice(0, mostQuoted)}…` : written || 'empty';

export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === undefined || value === null || value === '') return 'empty';
	if (typeof value === 'string') return `the text "${quoted(value)}"`;
	return typeof value === 'object' || typeof value === 'function' ? 'an object' : String(value);
}

export const hasLostDigits = (value: number): boolean => Math.abs(value) > Number.MAX_SAFE_INTEGER;

export const refuseLostDigits = (value: number): never =>
	throwInputError(
		`{field} is too long for a number, so digits were lost: ${value}`,
		'Enter it as text, such as "12345678901234567890".',
	);

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

export const throwUnevaluated = (written: string): never =>
	throwInputError(
		`{field} contains an expression that was not evaluated: ${quoted(written)}`,
		'Set the field to Expression, so that n8n replaces what is between {{ and }}.',
	);

export function refuseUnevaluated(written: unknown): void {
	const isFixed = typeof written === 'string' && !isExpression(written);
	if (isFixed && /\{\{[^]*\}\}/.test(written)) throwUnevaluated(written);
}

/** Text that has no spaces, such as an email address: no-break spaces in it are invisible, too. */
export const solidTextOf = (value: unknown): string =>
	textOf(value, (written) => keyText(withoutNoBreakSpaces(written)));

export const isMissing = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && keyText(value) === '');

const refuseEmpty = (): never => throwInputError('{field} is empty', 'Enter a value.');

export const text: ValueCheck<string | undefined> = (value) => textOf(value) || undefined;

export const requiredText: ValueCheck<string> = (value) => textOf(value) || refuseEmpty();

export const prose: ValueCheck<string | undefined> = (value) =>
	textOf(value, proseText) || undefined;

export const requiredProse: ValueCheck<string> = (value) =>
	textOf(value, proseText) || refuseEmpty();
