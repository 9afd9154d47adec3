import { firstCursor } from '../../../nodes/KopoKopo/polling-trigger/cursor.ts';
import { fetchSince } from '../../../nodes/KopoKopo/polling-trigger/fetch-since.ts';

it('fetches 200,000 transactions of one result', async () => {
	const now = Math.floor(Date.now() / 1000);
	const entries = Array(200_000).fill({ resource: { id: 'r1', amount: '1' } });
	const { transactions } = await fetchSince(
		firstCursor('the company', now - 60),
		0,
		async () => await Promise.resolve({ entries }),
		() => false,
	);
	expect(transactions).toHaveLength(200_000);
}, 60_000);
