import type { ExecutionStatus, ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

import { DedupStore } from '../../../nodes/KopoKopo/n8n/dedup-store.ts';

type Handler = (run: { status?: ExecutionStatus }) => Promise<void>;

let nodes = 0;

/** A node with its row in n8n's database, which n8n reads and writes whole. */
function newNode() {
	const id = `node ${(nodes += 1)}`;
	const row: string[] = [];
	/** What n8n's helpers were called with. */
	const calls: Array<[string, number]> = [];
	/** Called before each call, to fail or to do what another process does. */
	const before = { call: (): void => undefined };
	const helpers = {
		async checkProcessedAndRecord(
			values: string[],
			scope: string,
			options: ICheckProcessedOptions,
		) {
			calls.push(['add', values.length]);
			before.call();
			expect([scope, options.mode]).toEqual(['node', 'entries']);
			const added = values.filter((value) => !row.includes(value));
			row.push(...added);
			row.splice(0, row.length - options.maxEntries!);
			return { new: added, processed: values.filter((value) => !added.includes(value)) };
		},
		async removeProcessed(values: string[]) {
			calls.push(['remove', values.length]);
			before.call();
			for (const value of values) {
				const index = row.indexOf(value);
				if (index >= 0) row.splice(index, 1);
			}
		},
	};
	/** An execution of this node. */
	const execution = ({ hasHooks = true } = {}) => {
		const handlers: Handler[] = [];
		const hooks = { addHandler: (_name: string, handler: Handler) => handlers.push(handler) };
		const store = () =>
			new DedupStore({
				helpers,
				getWorkflow: () => ({ id: 'workflow' }),
				getNode: () => ({ id }),
				additionalData: hasHooks ? { hooks } : {},
			} as unknown as IExecuteFunctions);
		const end = async (status?: ExecutionStatus) => {
			for (const handler of handlers) await handler({ status });
		};
		return { store: store(), again: store, end, handlers };
	};
	return { row, calls, before, execution };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

describe('add', () => {
	it('returns the values that were missing', async () => {
		const { row, execution } = newNode();
		const { store } = execution();
		expect([...(await store.add(['a', 'b', 'a']))]).toEqual(['a', 'b']);
		expect([...(await store.add(['b', 'c']))]).toEqual(['c']);
		expect(row).toEqual(['a', 'b', 'c']);
	});

	it('adds at most 5,000 values in one call', async () => {
		const { row, calls, execution } = newNode();
		const values = numbered(12_000);
		expect([...(await execution().store.add(values))]).toEqual(values);
		expect(calls).toEqual([
			['add', 5000],
			['add', 5000],
			['add', 2000],
		]);
		expect(row).toEqual(values);
	});

	it('tries again if another process inserts the row at the same moment', async () => {
		const { row, before, execution } = newNode();
		before.call = () => {
			before.call = () => undefined;
			throw new Error('unique constraint');
		};
		expect([...(await execution().store.add(['a']))]).toEqual(['a']);
		expect(row).toEqual(['a']);
	});

	it('fails if n8n cannot store the values', async () => {
		const { before, execution } = newNode();
		before.call = () => {
			throw new Error('the database is locked');
		};
		await expect(execution().store.add(['a'])).rejects.toThrow('the database is locked');
	});

	it('keeps two entries for each of 25,000 keys', async () => {
		const { row, execution } = newNode();
		const { store } = execution();
		// Tests with a row this long take too long if they look up each value.
		row.push(...numbered(49_999));
		await store.add(['last']);
		expect([row[0], row.length]).toEqual(['value 0', 50_000]);
	});
});

it('removes at most 100 values in one call', async () => {
	const { row, calls, execution } = newNode();
	const values = numbered(250);
	row.push(...values, 'other');
	await execution().store.remove(values);
	expect(calls).toEqual([
		['remove', 100],
		['remove', 100],
		['remove', 50],
	]);
	expect(row).toEqual(['other']);
});

describe('has', () => {
	it('returns whether a value is stored, and changes nothing', async () => {
		const { row, execution } = newNode();
		row.push('a', 'b');
		const { store } = execution();
		expect([await store.has('a'), await store.has('c')]).toEqual([true, false]);
		expect(row.sort()).toEqual(['a', 'b']);
	});

	it('never takes a missing value for a stored one after the process died at any call', async () => {
		for (let dies = 0; dies < 3; dies += 1) {
			const { row, before, execution } = newNode();
			row.push('a');
			let calls = 0;
			before.call = () => {
				if ((calls += 1) > dies) throw new Error('n8n stopped');
			};
			await execution()
				.store.has('missing')
				.catch(() => undefined);
			before.call = () => undefined;
			expect(await execution().store.has('missing')).toBe(dies === 1 ? undefined : false);
			expect(await execution().store.has('a')).toBe(true);
		}
	});

	it.each(['add', 'remove'] as const)(
		'is right while another process %ss entries at any call',
		async (change) => {
			for (let at = 1; at < 3; at += 1) {
				const { row, before, execution } = newNode();
				row.push('a', 'other');
				let calls = 0;
				before.call = () => {
					if ((calls += 1) !== at) return;
					if (change === 'add') row.push('new');
					else if (row.includes('other')) row.splice(row.indexOf('other'), 1);
				};
				expect(await execution().store.has('missing')).toBe(false);
				calls = 0;
				expect(await execution().store.has('a')).toBe(true);
				expect(row).toContain('a');
			}
		},
	);
});

describe('exclusive', () => {
	it('runs one task of a node at a time, in their order, also after one has failed', async () => {
		const { execution } = newNode();
		const log: string[] = [];
		const task =
			(name: string, fails = false) =>
			async () => {
				log.push(`${name} begins`);
				await new Promise((resolve) => setTimeout(resolve, 5));
				log.push(`${name} ends`);
				if (fails) throw new Error(name);
				return name;
			};
		const results = await Promise.allSettled([
			execution().store.exclusive(task('a')),
			execution().store.exclusive(task('b', true)),
			execution().store.exclusive(task('c')),
		]);
		expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
		expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	});

	it('does not let nodes wait for each other', async () => {
		const order: string[] = [];
		const slow = newNode()
			.execution()
			.store.exclusive(async () => {
				await new Promise((resolve) => setTimeout(resolve, 20));
				order.push('slow');
			});
		await newNode()
			.execution()
			.store.exclusive(async () => order.push('fast'));
		await slow;
		expect(order).toEqual(['fast', 'slow']);
	});
});

describe('removeAfterStored', () => {
	it.each<[ExecutionStatus | undefined, boolean]>([
		['success', true],
		['error', true],
		['waiting', true],
		['canceled', false],
		['crashed', false],
		['running', false],
		[undefined, false],
	])('removes the values of an execution that ended as %s: %s', async (status, isRemoved) => {
		const { row, execution } = newNode();
		const { store, end } = execution();
		await store.add(['temporary', 'lasting']);
		store.removeAfterStored(['temporary']);
		await end(status);
		expect(row).toEqual(isRemoved ? ['lasting'] : ['temporary', 'lasting']);
	});

	it('keeps a value that another execution of this process still has', async () => {
		const { row, execution } = newNode();
		const [one, other] = [execution(), execution()];
		await one.store.add(['shared', 'own']);
		one.store.removeAfterStored(['shared', 'own']);
		other.store.removeAfterStored(['shared']);
		expect(one.store.referenceCount('shared')).toBe(2);
		await one.end('success');
		expect(row).toEqual(['shared']);
		expect(other.store.referenceCount('shared')).toBe(1);
		await other.end('success');
		expect(row).toEqual([]);
		expect(other.store.referenceCount('shared')).toBe(0);
	});

	it('keeps a value of an execution that n8n has not stored, even if others release it', async () => {
		const { row, execution } = newNode();
		const [canceled, other] = [execution(), execution()];
		await canceled.store.add(['shared']);
		canceled.store.removeAfterStored(['shared']);
		other.store.removeAfterStored(['shared']);
		await canceled.end('canceled');
		await other.end('success');
		expect(row).toEqual(['shared']);
	});

	it('counts an execution once, and waits for its end once, in all its runs of the node', async () => {
		const { row, execution } = newNode();
		const { store, again, end, handlers } = execution();
		await store.add(['a', 'b']);
		store.removeAfterStored(['a']);
		again().removeAfterStored(['a', 'b']);
		expect([store.referenceCount('a'), handlers.length]).toEqual([1, 1]);
		await end('success');
		expect(row).toEqual([]);
	});

	it('releases values earlier than at the end, if no other execution has them', async () => {
		const { row, execution } = newNode();
		const [one, other] = [execution(), execution()];
		await one.store.add(['shared', 'own', 'lasting']);
		one.store.removeAfterStored(['shared', 'own']);
		other.store.removeAfterStored(['shared']);
		await one.store.release(['shared', 'own', 'lasting']);
		expect(row).toEqual(['shared', 'lasting']);
		expect(other.store.referenceCount('shared')).toBe(1);
	});

	it('does not fail the end of an execution if the values cannot be removed', async () => {
		const { before, execution } = newNode();
		const { store, end } = execution();
		store.removeAfterStored(['a']);
		before.call = () => {
			throw new Error('the database is locked');
		};
		await expect(end('success')).resolves.toBeUndefined();
	});

	it('keeps the values if n8n has no hooks', async () => {
		const { row, execution } = newNode();
		const { store } = execution({ hasHooks: false });
		await store.add(['a']);
		store.removeAfterStored(['a']);
		await store.release(['a']);
		expect(row).toEqual(['a']);
	});
});
