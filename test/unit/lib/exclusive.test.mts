import { exclusive } from '../../../nodes/KopoKopo/lib/exclusive.ts';

const later = async () => await new Promise((resolve) => setImmediate(resolve));

it('runs one task of a key at a time, in their order, also after one has failed', async () => {
	const log: string[] = [];
	const task =
		(name: string, fails = false) =>
		async () => {
			log.push(`${name} begins`);
			await later();
			log.push(`${name} ends`);
			if (fails) throw new Error(name);
			return name;
		};
	const results = await Promise.allSettled([
		exclusive('key', task('a')),
		exclusive('key', task('b', true)),
		exclusive('key', task('c')),
	]);
	expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
	expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('does not let keys wait for each other', async () => {
	const order: string[] = [];
	let finish: (() => void) | undefined;
	const slow = exclusive('slow', async () => {
		await new Promise<void>((resolve) => (finish = resolve));
		order.push('slow');
	});
	await exclusive('fast', async () => order.push('fast'));
	finish!();
	await slow;
	expect(order).toEqual(['fast', 'slow']);
});
