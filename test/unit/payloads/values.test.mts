import { valueAt } from '../../../nodes/KopoKopo/payloads/values.ts';

it.each([
	[{}, 'toString'],
	[{ a: {} }, 'a.__proto__'],
	['text', 'length'],
	[['first'], '0'],
])('of %j, nothing stands at %s: only own properties of objects count', (payload, path) => {
	expect(valueAt(payload, path)).toBeUndefined();
});
