import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import { propertiesOf } from '../../../nodes/KopoKopo/operations/shared/description.ts';

/** What n8n has no word for, wherever it stands in what n8n is told. */
const unknownTo = (told: unknown): string[] =>
	typeof told === 'object' && told !== null
		? Object.entries(told).flatMap(([key, value]) => [
				...(['check', 'property'].includes(key) || typeof value === 'function' ? [key] : []),
				...unknownTo(value),
			])
		: [];

it('n8n is told of the parameters alone, and nothing of what becomes of them', () => {
	expect(unknownTo(propertiesOf(resources, 'stkPush'))).toEqual([]);
});
