/** What the trigger does between the bytes of a delivery and the item that it gives. */
export interface DeliveryCode {
	read(bytes: Buffer): object;
	verifySignature(bytes: Buffer, signature: string, key: string): boolean;
}

/** The one place that knows where this code stands in the package. */
export async function loadDeliveryCode(): Promise<DeliveryCode> {
	const { verifySignature } = await import('../../nodes/KopoKopo/webhooks/signature.ts');
	const { readShape } = await import('../../nodes/KopoKopo/payloads/reader.ts');
	const { eventKindOf } = await import('../../nodes/KopoKopo/payloads/events.ts');
	return {
		verifySignature,
		read(bytes) {
			const body = JSON.parse(bytes.toString('utf8')) as { topic: string };
			return readShape(body, eventKindOf(body.topic)!.shape);
		},
	};
}
