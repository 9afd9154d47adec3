import fc from 'fast-check';

import { readShape, type Shape } from '../../../nodes/KopoKopo/payloads/reader.ts';

/** Attributes of a resource that begin as Kopo Kopo's do and hold anything from there. */
export const attributes = fc.record({
	event: fc.anything(),
	errors: fc.anything(),
	payment_link: fc.oneof(fc.anything(), fc.record({ link: fc.string() })),
	recipient_type: fc.anything(),
	transfer_batches: fc.array(fc.anything()),
	reversal_bulk_payment: fc.anything(),
	_links: fc.oneof(fc.anything(), fc.record({ self: fc.string() })),
});

/** JSON with the keys and words of resources, in places where they belong and others. */
export const anyJson = fc.letrec<{ json: unknown }>((tie) => ({
	json: fc.oneof(
		{ maxDepth: 6 },
		fc.constantFrom(null, true, 0, 1, -1, 100, '100.0', '', 'x', 'KES', 'OJM6Q1W84K'),
		fc.constantFrom(
			'Success',
			'Failed',
			'Processed',
			'Received',
			'Transferred',
			'Reversed',
			'Paid',
		),
		fc.array(tie('json'), { maxLength: 3 }),
		fc.dictionary(
			fc.constantFrom(
				...['status', 'amount', 'value', 'currency', 'reference', 'transaction_reference', 'event'],
				...['resource', 'errors', 'error', 'destinations', 'transfer_batches', 'disbursements'],
				...['payment_link', 'payment_link_status', 'reversal_bulk_payment'],
			),
			tie('json'),
			{ maxKeys: 6 },
		),
	),
})).json;

/** The objects in JSON, at any level. */
const objectsIn = (json: unknown): Array<Record<string, unknown>> =>
	typeof json !== 'object' || json === null
		? []
		: [
				...(Array.isArray(json) ? [] : [json as Record<string, unknown>]),
				...Object.values(json).flatMap(objectsIn),
			];

/** A copy of JSON in which one of its objects has another value at a key. */
export function anywhere(json: unknown, at: number, key: string, value: unknown): unknown {
	const copy = structuredClone(json);
	const objects = objectsIn(copy);
	objects[at % objects.length]![key] = value;
	return copy;
}

/** Payloads that do. */
export const payload = fc.oneof(
	fc.anything(),
	fc.jsonValue(),
	fc.record({
		data: fc.oneof(fc.jsonValue(), fc.record({ id: fc.anything(), attributes: fc.anything() })),
	}),
	fc.record({ data: fc.record({ attributes }) }),
	fc.record({
		topic: fc.anything(),
		event: fc.record({ type: fc.anything(), resource: fc.anything() }),
	}),
);

/** Whatever is read by a shape, that never throws, and never leaves a key without a value. */
export function readsAnything(shape: Shape): void {
	fc.assert(
		fc.property(payload, (any) => {
			for (const value of Object.values(readShape(any, shape))) expect(value).not.toBeUndefined();
		}),
	);
}
