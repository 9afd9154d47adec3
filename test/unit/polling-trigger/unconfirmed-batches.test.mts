import type * as UnconfirmedBatches from '../../../nodes/KopoKopo/polling-trigger/unconfirmed-batches.ts';

const [node, company] = ['workflow node', 'the company'];

const items = (...references: string[]) => references.map((reference) => ({ reference }));

/** A process of n8n. Executions begin in it, unless it has workers. */
function startProcess({ hasWorkers = false } = {}) {
	let started: typeof UnconfirmedBatches | undefined;
	jest.isolateModules(() => {
		started = jest.requireActual<typeof UnconfirmedBatches>(
			'../../../nodes/KopoKopo/polling-trigger/unconfirmed-batches.ts',
		);
	});
	const { confirm, due, emit, forgetBatches } = started!;
	if (!hasWorkers) confirm('another', items('OTHER'));
	const batchOf = (...keys: string[]) => ({ from: 0, keys });
	return {
		confirm: (...references: string[]) => confirm(node, items(...references)),
		emit(...references: string[]) {
			emit(node, company, batchOf(...references), items(...references), due(node, company));
		},
		emitWithoutKeys: () => emit(node, company, batchOf('{}'), [{ amount: 1 }], []),
		forget: () => forgetBatches(node),
		due: (source = company) => due(node, source).map(({ batch }) => batch.keys),
	};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('due', () => {
	it('returns a batch until an execution has begun with it', () => {
		const { confirm, emit, due } = startProcess();
		emit('ONE', 'TWO');
		confirm('BEFORE');
		expect(due()).toEqual([['ONE', 'TWO']]);
		confirm('ONE', 'TWO');
		expect(due()).toEqual([]);
	});

	it('returns a batch after an execution that was queued has begun with a part of it', () => {
		const { confirm, emit, due } = startProcess();
		emit('QUEUED');
		emit('QUEUED', 'NEW');
		confirm('QUEUED');
		jest.advanceTimersByTime(60_000);
		expect(due()).toEqual([['QUEUED', 'NEW']]);
	});

	it('returns a batch only for its source', () => {
		const { emit, due } = startProcess();
		emit('ONE');
		expect(due('a till')).toEqual([]);
	});

	it('returns a batch only if executions begin in this process, as soon as one has begun', () => {
		const { confirm, emit, due } = startProcess({ hasWorkers: true });
		emit('ONE');
		emit('TWO');
		emit('THREE');
		expect(due()).toEqual([]);
		confirm('THREE');
		expect(due()).toEqual([['ONE'], ['TWO']]);
	});

	it('returns a batch only if an item has an ID or a reference', () => {
		const { emitWithoutKeys, due } = startProcess();
		emitWithoutKeys();
		expect(due()).toEqual([]);
	});

	it('returns a batch until a later one replaces it', () => {
		const { emit, due } = startProcess();
		emit('ONE');
		emit();
		expect(due()).toEqual([]);
	});

	it('returns a batch until the polls of its node begin again', () => {
		const { emit, due, forget } = startProcess();
		emit('ONE');
		forget();
		expect(due()).toEqual([]);
	});

	it('returns a batch after pauses that double, at most eleven times', () => {
		const { emit, due } = startProcess();
		const minutes: number[] = [];
		emit('ONE');
		for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
			if (due().length > 0) {
				minutes.push(minute);
				emit('ONE');
			}
			jest.advanceTimersByTime(60_000);
		}
		expect(minutes).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023]);
	});
});

it('remembers at most a hundred batches that nothing confirms', () => {
	const { confirm, emit, due } = startProcess({ hasWorkers: true });
	for (let count = 0; count < 200; count += 1) emit(String(count));
	confirm('199');
	expect(due()).toHaveLength(99);
});
