import { type Json, isJson, textAt, valueAt } from './json.mts';
import type { Version } from './resource.mts';
import type { World } from './world.mts';

/** Gives the error message, or several, for a request that breaks it. */
export type Rule = (body: Json, version: Version, world: World) => string | string[] | undefined;

/** Gives what is wrong with a value, as the end of a sentence such as "can't be blank". */
export type Check = (value: unknown) => string | undefined;

/** A rule made of several, of which the first complaint counts. */
export function all(...rules: readonly Rule[]): Rule {
	return (...context) => {
		for (const rule of rules) {
			const complaint = rule(...context);
			if (complaint !== undefined) return complaint;
		}
		return undefined;
	};
}

/** Rules that depend on the type, which the field at `path` names. */
export function byType(path: string, rules: Readonly<Record<string, readonly Rule[]>>): Rule {
	const fitting: Rule = (body, ...context) =>
		all(...(rules[textAt(body, path)] ?? []))(body, ...context);
	return all(field(path, present, oneOf(Object.keys(rules))), fitting);
}

/** A rule for every object of a list, which may be empty or absent. */
export function each(path: string, rule: Rule): Rule {
	const list: Check = (value) => (Array.isArray(value) ? undefined : 'is invalid');
	const items: Rule = (body, ...context) => {
		const values: unknown[] = [valueAt(body, path) ?? []].flat();
		const rules = values.map(
			(value): Rule =>
				() =>
					rule(isJson(value) ? value : {}, ...context),
		);
		return all(...rules)(body, ...context);
	};
	return all(field(path, optional(list)), items);
}

/** A rule for the field at a dotted path. Its message begins with the field's name, as Rails does. */
export function field(path: string, ...checks: Check[]): Rule {
	const words = path.replace('_links.', '').replace(/[._]/g, ' ');
	const label = words.charAt(0).toUpperCase() + words.slice(1);

	return (body) => {
		const value = valueAt(body, path);
		const complaint = checks.map((check) => check(value)).find((found) => found !== undefined);
		return complaint && `${label} ${complaint}`;
	};
}

export const present: Check = (value) =>
	value === undefined || value === null || value === '' ? "can't be blank" : undefined;

export const positive: Check = (value) =>
	Number(value) > 0 ? undefined : 'must be greater than 0';

export const boolean: Check = (value) =>
	value === undefined || value === null || typeof value === 'boolean' ? undefined : 'is invalid';

/** Leaves a field that may be blank. */
export function optional(check: Check): Check {
	return (value) => (present(value) === undefined ? check(value) : undefined);
}

export function matching(pattern: RegExp, complaint = 'is invalid'): Check {
	return (value) => (pattern.test(String(value)) ? undefined : complaint);
}

export function oneOf(values: readonly string[]): Check {
	return (value) => (values.includes(String(value)) ? undefined : 'is not included in the list');
}

/** A phone number with its plus, as everything but send money wants it. */
export const phoneNumber = matching(/^\+254\d{9}$/, 'is an invalid number');

/** An online payments till, `K123456`, or an M-PESA till, `000000`. */
export const tillNumber = matching(/^K?\d+$/);

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What Kopo Kopo calls a reference. All are known, save for the nil UUID. */
export const reference: Check = (value) =>
	uuid.test(String(value)) && /[^0-]/.test(String(value)) ? undefined : 'is invalid';

/** At most five pairs (k2-connect-python json_builder.py). */
export const metadata: Check = (value) => {
	if (value === undefined || value === null) return undefined;
	if (!isJson(value)) return 'is invalid';
	return Object.keys(value).length > 5 ? 'cannot have more than 5 key value pairs' : undefined;
};

/** An HTTPS URL; plain HTTP will do for this machine. */
export const secureUrl: Check = (value) => {
	const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
	const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
	return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)
		? undefined
		: 'is invalid';
};

/** The rule for where a result goes. */
export const callbackUrl = field('_links.callback_url', present, secureUrl);

/** The rules for `amount: { currency, value }`. */
export const money: readonly Rule[] = [
	field('amount.currency', present, oneOf(['KES'])),
	field('amount.value', present, positive),
];
