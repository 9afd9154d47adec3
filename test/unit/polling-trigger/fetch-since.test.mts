import { collect } from '../../../nodes/KopoKopo/polling-trigger/fetch-since.ts';

it('collects 200,000 transactions of one answer', async () => {
	const now = Math.floor(Date.now() / 1000);
	const entries = Array(200_000).fill({ resource: { id: 'r1', amount: '1' } });
	const progress = { startFrom: '', since: now - 60, through: now - 60, found: {} };
	const { transactions } = await collect(
		progress,
		0,
		async () => await Promise.resolve({ entries }),
		() => false,
	);
	expect(transactions).toHaveLength(200_000);
}, 60_000);
