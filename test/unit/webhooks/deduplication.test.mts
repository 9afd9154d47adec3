import type { IWebhookFunctions } from 'n8n-workflow';

import { claimDelivery } from '../../../nodes/KopoKopo/webhooks/deduplication.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A delivery, as far as claiming it goes: `answer` is what n8n does with it in the end. */
function delivery() {
	const ended: unknown[][] = [];
	const response = { statusCode: 200, end: (...given: unknown[]) => ended.push(given) };
	return {
		ended,
		claim: (...keys: string[]) =>
			claimDelivery({ getResponseObject: () => response } as unknown as IWebhookFunctions, keys),
		answer(status: number) {
			response.statusCode = status;
			response.end('body', 'utf8');
		},
	};
}

/** Claims for a delivery that n8n stores at once. */
function stored(...keys: string[]) {
	const one = delivery();
	const known = one.claim(...keys);
	if (!known) one.answer(200);
	return known;
}

it('a copy is known while the first is being stored, and when it is stored', () => {
	const first = delivery();
	expect(first.claim('a')).toBeUndefined();
	expect(delivery().claim('a')).toBe('beingStored');
	expect(delivery().claim('b')).toBeUndefined();
	first.answer(200);
	expect(delivery().claim('a')).toBe('stored');
});

it.each([400, 500, 503])('once n8n has answered %d, the next one is the first', (status) => {
	const first = delivery();
	first.claim(`after ${status}`);
	first.answer(status);
	expect(delivery().claim(`after ${status}`)).toBeUndefined();
});

it('the response ends as it would have, once', () => {
	const first = delivery();
	first.claim('ended');
	first.answer(200);
	first.answer(500);
	expect(first.ended).toEqual([
		['body', 'utf8'],
		['body', 'utf8'],
	]);
	expect(delivery().claim('ended')).toBe('stored');
});

it('one of several keys is enough to know a copy, and all of them are given back', () => {
	const first = delivery();
	first.claim('event 1', 'receipt 1');
	expect(delivery().claim('receipt 1')).toBe('beingStored');
	first.answer(500);
	const [byEvent, byReceipt] = [delivery(), delivery()];
	expect([byEvent.claim('event 1'), byReceipt.claim('receipt 1')]).toEqual([undefined, undefined]);
});

it('what was not stored does not hide that another copy of it was', () => {
	stored('receipt 2');
	const open = delivery();
	open.claim('event 2');
	expect(delivery().claim('event 2', 'receipt 2')).toBe('stored');
});

it('a delivery is forgotten after a day', () => {
	stored('old');
	jest.advanceTimersByTime(24 * 60 * 60 * 1000);
	expect(stored('old')).toBe('stored');
	jest.advanceTimersByTime(1);
	expect(stored('old')).toBeUndefined();
});

it('the memory holds 20,000 deliveries with two keys each: the oldest go first', () => {
	const keysOf = (index: number) => [`event ${index}`, `receipt ${index}`];
	for (let index = 0; index < 20_001; index += 1) stored(...keysOf(index));
	for (const key of keysOf(1)) expect(delivery().claim(key)).toBe('stored');
	for (const key of keysOf(0)) expect(delivery().claim(key)).toBeUndefined();
});
