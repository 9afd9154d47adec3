/** A schema as n8n's editor reads it from `__schema__`: JSON Schema with types, properties and items alone. */
export interface Schema {
	type: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
}

function typeOf(value: unknown): string {
	if (value === null || value === undefined) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

/** Objects whose keys are the user's own: nothing is known of them beforehand. */
const openObjects = new Set(['metadata']);

/** The schema that fits all samples. What is null in all of them is taken for a text that may be missing. */
export function schemaOf(samples: unknown[], key = ''): Schema {
	const found = [...new Set(samples.map(typeOf))].sort();
	const types = found.filter((type) => type !== 'null');
	if (types.length === 0) types.push('string');
	if (found.includes('null')) types.push('null');

	const objects = samples.filter(isObject);
	const names = openObjects.has(key) ? [] : [...new Set(objects.flatMap(Object.keys))];
	const properties = names.map((name): [string, Schema] => {
		const values = objects.filter((object) => name in object).map((object) => object[name]);
		return [name, schemaOf(values, name)];
	});
	const items = samples.filter(Array.isArray).flat() as unknown[];
	return {
		type: types.length === 1 ? types[0]! : types,
		...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
		...(types.includes('array') && { items: schemaOf(items.length > 0 ? items : ['']) }),
	};
}
