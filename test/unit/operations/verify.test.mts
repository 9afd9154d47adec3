import type { IExecuteFunctions } from 'n8n-workflow';

import { operationOf } from '../../../nodes/KopoKopo/operations/index.ts';
import { settingsOf } from '../../../nodes/KopoKopo/parameters/settings.ts';
import { isOwnCall, type Item } from '../../../nodes/KopoKopo/run/call.ts';
import { sign } from '../../simulator/signature.mts';
import { node } from '../../support/unit/node.mts';

const apiKey = 'example-api-key';

it('lets n8n do other work between the items of a long list', async () => {
	const parameters = { resource: 'webhookEvent', operation: 'verify' };
	const { call } = operationOf({ ...node, parameters });
	if (!isOwnCall(call)) throw new Error('Verify requests something.');
	const outputOf = call.start({ context: {} as IExecuteFunctions, shouldStop: () => false });
	const body = JSON.stringify({ topic: 'later_event', note: 'x'.repeat(1_000_000) });
	const item: Item = {
		index: 0,
		values: { source: 'text', body, signature: sign(body, apiKey) },
		settings: settingsOf({ simplify: true }),
		credentials: { apiKey },
		options: {},
	};

	let turns = 0;
	const timer = setInterval(() => (turns += 1), 0);
	for (let count = 0; count < 100; count += 1) await outputOf(item);
	clearInterval(timer);
	expect(turns).toBeGreaterThan(0);
});
