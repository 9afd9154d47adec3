import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import { propertiesOf } from '../../../nodes/KopoKopo/operations/shared/description.ts';

/** Keys at any level that n8n does not know. */
const unknownTo = (told: unknown): string[] =>
	typeof told === 'object' && told !== null
		? Object.entries(told).flatMap(([key, value]) => [
				...(['check', 'property'].includes(key) || typeof value === 'function' ? [key] : []),
				...unknownTo(value),
			])
		: [];

it('passes n8n only what n8n knows about a parameter', () => {
	expect(unknownTo(resources)).toContain('check');
	expect(unknownTo(propertiesOf(resources, 'stkPush'))).toEqual([]);
});
