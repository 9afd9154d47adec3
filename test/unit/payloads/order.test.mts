import { events } from '../../../nodes/KopoKopo/payloads/events.ts';
import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { resourceShapes } from '../../../nodes/KopoKopo/payloads/resources.ts';

/** What people look for, in this order. Keys in none of these lists come in between. */
const sought = [
	'status',
	'paid',
	'failureReason',
	'moneyMoved',
	'amount',
	'reference',
	'transactionReference',
	'senderPhoneNumber',
];
const people = ['firstName', 'phoneNumber'];
const ids = ['id', 'type', 'resourceId'];
const links = ['linkSelf', 'linkResource', 'callbackUrl'];

const keysOf = Object.entries({
	...resourceShapes,
	...Object.fromEntries(Object.entries(events).map(([topic, { shape }]) => [topic, shape])),
}).map(([name, shape]) => [name, Object.keys(readShape({}, shape))] as const);

const among = (keys: string[], list: string[]) => keys.filter((key) => list.includes(key));

it.each(keysOf)('begins with what people look for: %s', (_name, keys) => {
	expect(among(keys, sought)).toEqual(among(sought, keys));
	expect([...sought, ...people]).toContain(keys[0]);
});

it.each(keysOf)('ends with the IDs, then the links: %s', (_name, keys) => {
	const end = [...among(keys, ids), ...among(keys, links)];
	expect(keys.slice(-end.length)).toEqual(end);
});
