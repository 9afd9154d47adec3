import { createHmac } from 'node:crypto';

import type { CredentialStore } from '../support/engine/credential-store.mts';
import { credentialsFor, useSimulator } from '../support/engine/setup.mts';
import { event, newTrigger, payments, useTriggerServer } from '../support/engine/trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

let credentials: CredentialStore;

/** The clock of the process, which n8n's timers do not need here. */
const clock = { now: 0 };

beforeEach(async () => {
	clock.now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => clock.now);
	credentials = credentialsFor(kopoKopo.simulator);
	server.trigger = await newTrigger(kopoKopo.simulator, payments, credentials);
});
afterEach(() => jest.restoreAllMocks());

let events = 0;
const send = async (key?: string) => {
	const body = event(`e${(events += 1)}`);
	const sign = key && createHmac('sha256', key).update(body).digest('hex');
	return (await server.send(body, { sign })).status;
};
const forged = 'example-of-another-sender';
const newKey = 'example-new-api-key';

it('reads the key once for deliveries within ten seconds', async () => {
	expect(await send()).toBe(200);
	clock.now += 9_999;
	expect(await send()).toBe(200);
	expect(credentials.reads).toBe(1);
	clock.now += 1;
	expect(await send()).toBe(200);
	expect(credentials.reads).toBe(2);
});

it.each([' KEY', 'KEY\n', '\u200bKEY\u00a0', '\u202aKEY\u202c'])(
	'accepts a key without the invisible characters around it: %j',
	async (written) => {
		credentials.data.apiKey = written.replace('KEY', newKey);
		expect(await send(newKey)).toBe(200);
		expect(await send(String(credentials.data.apiKey))).toBe(401);
	},
);

it('reads the key once for deliveries that arrive together', async () => {
	expect(await Promise.all([1, 2, 3, 4].map(async () => await send()))).toEqual(Array(4).fill(200));
	expect(credentials.reads).toBe(1);
});

it('accepts a new key at once', async () => {
	await send();
	clock.now += 1000;
	credentials.data.apiKey = newKey;
	expect(await send(newKey)).toBe(200);
});

it('accepts the old key for ten seconds at most', async () => {
	const { apiKey } = credentials.data;
	await send();
	credentials.data.apiKey = newKey;
	clock.now += 10_000;
	expect(await send(String(apiKey))).toBe(401);
});

it('reads the key once a second at most in a flood of forgeries', async () => {
	await send();
	const statuses: number[] = [];
	for (let count = 0; count < 50; count += 1) {
		clock.now += 100;
		statuses.push(await send(forged));
	}
	expect(new Set(statuses)).toEqual(new Set([401]));
	expect(credentials.reads).toBeLessThanOrEqual(1 + 5);
});

it('reads the key once for forgeries that arrive together', async () => {
	await send();
	clock.now += 1000;
	await Promise.all(Array.from({ length: 20 }, async () => await send(forged)));
	expect(credentials.reads).toBe(2);
});

it('accepts a new key in spite of forgeries', async () => {
	await send();
	clock.now += 1000;
	credentials.data.apiKey = newKey;
	expect(await Promise.all([send(forged), send(newKey), send(forged)])).toEqual([401, 200, 401]);
});

describe('a credential that cannot be read', () => {
	const unreadable = () => {
		credentials.failure = new Error('gone');
	};

	it('answers 503 if the credential cannot be read, and reads it again a second later', async () => {
		unreadable();
		expect([await send(), await send()]).toEqual([503, 503]);
		expect(credentials.reads).toBe(1);
		clock.now += 1000;
		credentials.failure = undefined;
		expect(await send()).toBe(200);
	});

	it('accepts what is signed with the remembered key, and rejects nothing', async () => {
		await send();
		clock.now += 1000;
		unreadable();
		expect(await send()).toBe(200);
		expect(await send(forged)).toBe(503);
	});
});

it('keeps the keys of credentials apart', async () => {
	await send();
	const others = credentialsFor(kopoKopo.simulator, { apiKey: newKey });
	server.trigger = await newTrigger(kopoKopo.simulator, payments, others);
	expect([await send(), await send(newKey)]).toEqual([401, 200]);
});
