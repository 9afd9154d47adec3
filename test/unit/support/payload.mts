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
