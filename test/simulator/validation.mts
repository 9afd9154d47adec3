import { type Json, isJson, textAt, valueAt } from './json.mts';
import type { Version } from './resource.mts';
import type { World } from './world.mts';

/** Returns one or several error messages for an invalid request. */
export type Rule = (body: Json, version: Version, world: World) => string | string[] | undefined;

/** Returns what is wrong with a value as the end of a sentence, such as "can't be blank". */
export type Check = (value: unknown) => string | undefined;

/** Combines rules. The first broken rule counts. */
export function all(...rules: readonly Rule[]): Rule {
	return (...context) => {
		for (const rule of rules) {
			const complaint = rule(...context);
			if (complaint !== undefined) return complaint;
		}
		return undefined;
	};
}

/** Rules that depend on the type in the field at `path`. */
export function byType(path: string, rules: Readonly<Record<string, readonly Rule[]>>): Rule {
	const fitting: Rule = (body, ...context) =>
		all(...(rules[textAt(body, path)] ?? []))(body, ...context);
	return all(field(path, present, oneOf(Object.keys(rules))), fitting);
}

/** A rule for each object of a list. The list can be empty or absent. */
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

/** A rule for the field at a dotted path. As in Rails, the message starts with the field's name. */
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

/** Skips the check if the field is blank. */
export function optional(check: Check): Check {
	return (value) => (present(value) === undefined ? check(value) : undefined);
}

export function matching(pattern: RegExp, complaint = 'is invalid'): Check {
	return (value) => (pattern.test(String(value)) ? undefined : complaint);
}

export function oneOf(values: readonly string[]): Check {
	return (value) => (values.includes(String(value)) ? undefined : 'is not included in the list');
}

/** With a plus, as all requests except `send_money` require. */
export const phoneNumber = matching(/^\+254\d{9}$/, 'is an invalid number');

/** An online payments till, `K123456`, or an M-PESA till, `000000`. */
export const tillNumber = matching(/^K?\d+$/);

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The simulator knows every UUID except the nil UUID. */
export const reference: Check = (value) =>
	uuid.test(String(value)) && /[^0-]/.test(String(value)) ? undefined : 'is invalid';

/** At most five pairs (k2-connect-python json_builder.py). */
export const metadata: Check = (value) => {
	if (value === undefined || value === null) return undefined;
	if (!isJson(value)) return 'is invalid';
	return Object.keys(value).length > 5 ? 'cannot have more than 5 key value pairs' : undefined;
};

/** HTTPS, or HTTP on a loopback host. */
export const secureUrl: Check = (value) => {
	const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
	const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
	return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)
		? undefined
		: 'is invalid';
};

export const callbackUrl = field('_links.callback_url', present, secureUrl);

/** For `amount: { currency, value }`. */
export const money: readonly Rule[] = [
	field('amount.currency', present, oneOf(['KES'])),
	field('amount.value', present, positive),
];
