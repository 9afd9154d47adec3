import { type Json, isJson, valueAt } from './json.mts';
import type { Version } from './resource.mts';
import type { World } from './world.mts';

/** Gives the error message, or several, for a request that breaks it. */
export type Rule = (body: Json, version: Version, world: World) => string | string[] | undefined;

/** Gives what is wrong with a value, as the end of a sentence such as "can't be blank". */
export type Check = (value: unknown) => string | undefined;

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

export function matching(pattern: RegExp, complaint = 'is invalid'): Check {
	return (value) => (pattern.test(String(value)) ? undefined : complaint);
}

export function oneOf(values: readonly string[]): Check {
	return (value) => (values.includes(String(value)) ? undefined : 'is not included in the list');
}

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
