import type * as Beginnings from '../../../nodes/KopoKopo/polling-trigger/unconfirmed-batches.ts';

const [place, progress] = ['workflow node', 'the company'];

const items = (...references: string[]) => references.map((reference) => ({ reference }));

/** A process of its own, in which executions begin, unless they do so in workers. */
function startProcess({ hasWorkers = false } = {}) {
	let started: typeof Beginnings | undefined;
	jest.isolateModules(() => {
		started = jest.requireActual<typeof Beginnings>(
			'../../../nodes/KopoKopo/polling-trigger/unconfirmed-batches.ts',
		);
	});
	const { begin, giveOut, overdue } = started!;
	if (!hasWorkers) begin('another', items('OTHER'));
	return {
		begin: (...references: string[]) => begin(place, items(...references)),
		giveOut(...references: string[]) {
			const batch = { since: 0, through: 0, keys: references };
			giveOut(place, progress, batch, items(...references), overdue(place, progress));
		},
		giveOutUnknown: () => {
			giveOut(place, progress, { since: 0, through: 0, keys: ['{}'] }, [{ amount: 1 }], []);
		},
		overdue: (of = progress) => overdue(place, of).map(({ batch }) => batch.keys),
	};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a batch is overdue', () => {
	it('until an execution has begun with some of it', () => {
		const { begin, giveOut, overdue } = startProcess();
		giveOut('ONE', 'TWO');
		begin('BEFORE');
		expect(overdue()).toEqual([['ONE', 'TWO']]);
		begin('TWO');
		expect(overdue()).toEqual([]);
	});

	it('in what it belongs to alone', () => {
		const { giveOut, overdue } = startProcess();
		giveOut('ONE');
		expect(overdue('a till')).toEqual([]);
	});

	it('only where executions begin in this process, as soon as that is known', () => {
		const { begin, giveOut, overdue } = startProcess({ hasWorkers: true });
		giveOut('ONE');
		giveOut('TWO');
		giveOut('THREE');
		expect(overdue()).toEqual([]);
		begin('THREE');
		expect(overdue()).toEqual([['ONE'], ['TWO']]);
	});

	it('not where it has neither ID nor reference', () => {
		const { giveOutUnknown, overdue } = startProcess();
		giveOutUnknown();
		expect(overdue()).toEqual([]);
	});

	it('no longer once another has taken its place', () => {
		const { giveOut, overdue } = startProcess();
		giveOut('ONE');
		giveOut();
		expect(overdue()).toEqual([]);
	});

	it('after pauses that become longer, and not for ever', () => {
		const { giveOut, overdue } = startProcess();
		const minutes: number[] = [];
		giveOut('ONE');
		for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
			if (overdue().length > 0) {
				minutes.push(minute);
				giveOut('ONE');
			}
			jest.advanceTimersByTime(60_000);
		}
		expect(minutes).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023]);
	});
});

it('remembers a hundred batches at most, where nobody can tell', () => {
	const { begin, giveOut, overdue } = startProcess({ hasWorkers: true });
	for (let count = 0; count < 200; count += 1) giveOut(String(count));
	begin('199');
	expect(overdue()).toHaveLength(99);
});
