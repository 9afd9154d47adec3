import type { IWebhookFunctions } from 'n8n-workflow';

import { claimDelivery } from '../../../nodes/KopoKopo/webhooks/deduplication.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A delivery, and n8n's response to it. */
function delivery() {
	const ended: unknown[][] = [];
	const response = { statusCode: 200, end: (...args: unknown[]) => ended.push(args) };
	return {
		ended,
		claim: (...keys: string[]) =>
			claimDelivery({ getResponseObject: () => response } as unknown as IWebhookFunctions, keys),
		respond(status: number) {
			response.statusCode = status;
			response.end('body', 'utf8');
		},
	};
}

/** Claims a delivery that n8n stores at once. */
function stored(...keys: string[]) {
	const one = delivery();
	const earlier = one.claim(...keys);
	if (!earlier) one.respond(200);
	return earlier;
}

it('recognises a duplicate while n8n stores the first delivery, and afterwards', () => {
	const first = delivery();
	expect(first.claim('a')).toBeUndefined();
	expect(delivery().claim('a')).toBe('beingStored');
	expect(delivery().claim('b')).toBeUndefined();
	first.respond(200);
	expect(delivery().claim('a')).toBe('stored');
});

it.each([400, 500, 503])(
	'treats the next delivery as the first after n8n responds %d',
	(status) => {
		const first = delivery();
		first.claim(`after ${status}`);
		first.respond(status);
		expect(delivery().claim(`after ${status}`)).toBeUndefined();
	},
);

it('ends the response as n8n does, and reads its status once', () => {
	const first = delivery();
	first.claim('ended');
	first.respond(200);
	first.respond(500);
	expect(first.ended).toEqual([
		['body', 'utf8'],
		['body', 'utf8'],
	]);
	expect(delivery().claim('ended')).toBe('stored');
});

it('recognises a duplicate by one of several keys, and releases all of them', () => {
	const first = delivery();
	first.claim('event 1', 'receipt 1');
	expect(delivery().claim('receipt 1')).toBe('beingStored');
	first.respond(500);
	const [byEvent, byReceipt] = [delivery(), delivery()];
	expect([byEvent.claim('event 1'), byReceipt.claim('receipt 1')]).toEqual([undefined, undefined]);
});

it('reports a stored duplicate even if another one is being stored', () => {
	stored('receipt 2');
	const open = delivery();
	open.claim('event 2');
	expect(delivery().claim('event 2', 'receipt 2')).toBe('stored');
});

it('forgets a delivery after a day', () => {
	stored('old');
	jest.advanceTimersByTime(24 * 60 * 60 * 1000);
	expect(stored('old')).toBe('stored');
	jest.advanceTimersByTime(1);
	expect(stored('old')).toBeUndefined();
});

it('remembers 20,000 deliveries with two keys each, and drops the oldest', () => {
	const keysOf = (index: number) => [`event ${index}`, `receipt ${index}`];
	for (let index = 0; index < 20_001; index += 1) stored(...keysOf(index));
	for (const key of keysOf(1)) expect(delivery().claim(key)).toBe('stored');
	for (const key of keysOf(0)) expect(delivery().claim(key)).toBeUndefined();
});
