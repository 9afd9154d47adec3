import { randomUUID } from 'node:crypto';
import { triggerNode } from '../support/workflows/trigger.mts';
import { deliver, type Attempt, type SentEvent } from './events.mts';
import type { StoredExecution } from './ledger.mts';
import { failuresOf, isMet } from './result.mts';
import { rowOf } from './rows.mts';
import { tally } from './tally.mts';

const start = Date.parse('2026-11-28T09:00:00Z');

/** An attempt from one second of the test to another, with a 200 unless it says otherwise. */
const attempt = (from: number, to: number, status: number | null = 200): Attempt => ({
	start: start + from * 1000,
	end: start + to * 1000,
	status,
});

const sent = (...attempts: Attempt[]): SentEvent => {
	const id = randomUUID();
	return { id, body: '', signature: id, forged: false, deliveries: [attempts] };
};

/** An execution that n8n stored in a second of the test; erased, unless it is told of an event. */
const stored = (second: number, of: Partial<StoredExecution> = {}): StoredExecution => ({
	id: '1',
	status: 'error',
	mode: 'webhook',
	createdAt: start + second * 1000,
	startedAt: null,
	retryOf: null,
	error: 'Connection terminated',
	output: () => [],
	waiting: [],
	...of,
});

const succeeded = ({ id }: SentEvent, second: number) =>
	stored(second, {
		status: 'success',
		error: null,
		output: (node) => (node === triggerNode ? [{ id }] : []),
	});

const count = (events: SentEvent[], executions: StoredExecution[]) =>
	tally({ trial: 'events', events, executions, passed: [], kills: [] });

const erasedByError = 'stored, and erased after an error of n8n';

it('counts an event whose execution succeeded as neither lost nor doubled', () => {
	const event = sent(attempt(0, 1));
	expect(count([event], [succeeded(event, 0)])).toMatchObject({
		sent: 1,
		lost: 0,
		unaccepted: 0,
		twice: 0,
		lostByN8n: 0,
		evidence: [],
	});
});

it('explains a loss by an erased execution that was stored long after a slow attempt began', () => {
	const result = count([sent(attempt(0, 31))], [stored(30)]);
	expect(result).toMatchObject({ lost: 0, lostByN8n: 1, notes: { [erasedByError]: 1 } });
});

it('allows for the rounding of times', () => {
	const events = [sent(attempt(0, 1)), sent(attempt(5, 6))];
	expect(count(events, [stored(-0.001), stored(6.001)])).toMatchObject({ lost: 0, lostByN8n: 2 });
});

it.each([
	['before', -0.002],
	['after', 1.002],
])('does not explain a loss by an erased execution that was stored %s its attempt', (_, second) => {
	const result = count([sent(attempt(0, 1))], [stored(second)]);
	expect(result).toMatchObject({ lost: 1, lostByN8n: 0 });
	expect(isMet(result)).toBe(false);
});

it('does not explain a loss by an erased execution of an attempt that got no 2xx', () => {
	const event = sent(attempt(0, 1, 500), attempt(2, 3, null), attempt(4, 5));
	expect(count([event], [stored(0.5), stored(2.5)])).toMatchObject({ lost: 1, lostByN8n: 0 });
});

it('explains a loss by an erased execution of an accepted copy', () => {
	const event = sent(attempt(0, 1));
	event.deliveries.push([attempt(3, 4)]);
	expect(count([event], [stored(3.5)])).toMatchObject({ lost: 0, lostByN8n: 1 });
});

it('explains one loss by one erased execution', () => {
	const events = [sent(attempt(0, 2)), sent(attempt(0, 2))];
	expect(count(events, [stored(1)])).toMatchObject({ lost: 1, lostByN8n: 1 });
});

it('explains as many losses as it can, in any order of the events and executions', () => {
	// In each order, the first that fits is at least once the only one for another event.
	const [early, long, late] = [sent(attempt(0, 1)), sent(attempt(0, 9)), sent(attempt(8, 9))];
	const executions = [stored(0.5), stored(5), stored(8.5)];
	for (const events of [
		[early, long, late],
		[long, early, late],
		[late, long, early],
	]) {
		for (const rows of [executions, executions.toReversed()]) {
			expect(count(events, rows)).toMatchObject({ lost: 0, lostByN8n: 3 });
		}
	}
});

it('does not count an event that was never accepted as lost, but as never accepted', () => {
	const result = count([sent(attempt(0, 1, 503), attempt(2, 3, null))], []);
	expect(result).toMatchObject({ lost: 0, unaccepted: 1, lostByN8n: 0 });
	expect(result.evidence).toEqual([expect.stringContaining(': never accepted\n')]);
	expect(isMet(result)).toBe(false);
	expect(failuresOf([result])).toEqual([expect.stringContaining('never accepted 1')]);
	expect(rowOf(result)[0]).toBe('events<br>**1 never accepted**');
});

it('does not explain a loss by an erased execution of an event that was never accepted', () => {
	const events = [sent(attempt(0, 1, 503)), sent(attempt(0, 1))];
	expect(count(events, [stored(0.5)])).toMatchObject({ lost: 0, unaccepted: 1, lostByN8n: 1 });
});

it('recognizes an erased execution whose items have no ID', () => {
	const execution = stored(0.5, { output: () => [{ error: 'Connection terminated' }] });
	expect(count([sent(attempt(0, 1))], [execution])).toMatchObject({ lost: 0, lostByN8n: 1 });
});

it.each([
	[
		'stored, and erased when its worker died',
		{
			error:
				'This execution failed to be processed too many times and will no longer retry. To allow this execution to complete, …',
		},
	],
	[erasedByError, { error: 'Connection terminated' }],
	[erasedByError, { error: null }],
])('names a loss by an execution without input: %s', (name, execution) => {
	const { notes } = count([sent(attempt(0, 1))], [stored(0.5, execution)]);
	expect(notes).toEqual({ [name]: 1 });
});

it.each([
	['stored, and marked as crashed without a start', { status: 'crashed' }],
	[
		'started, and marked as crashed before its end was stored',
		{ status: 'crashed', startedAt: start + 1000 },
	],
	['stored, and left as "new"', { status: 'new' }],
	['stored, and left as "error"', { status: 'error' }],
])('names a loss by an execution with input: %s', (name, execution) => {
	const event = sent(attempt(0, 1));
	const waiting = [{ id: event.id }];
	const { notes, lost } = count([event], [stored(0.5, { ...execution, waiting })]);
	expect([notes, lost]).toEqual([{ [name]: 1 }, 0]);
});

it('leaves an erased execution to an event that has no other', () => {
	const [named, nameless] = [sent(attempt(0, 1)), sent(attempt(0, 1))];
	const crashed = stored(0.5, { status: 'crashed', waiting: [{ id: named.id }] });
	expect(count([named, nameless], [crashed, stored(0.6)])).toMatchObject({ lost: 0, lostByN8n: 2 });
});

it('shows the attempts of a lost event, and all failed executions near it', () => {
	const event = sent(attempt(0, 1, 503), attempt(2, 3));
	const other = sent(attempt(0, 1));
	const { evidence } = count(
		[event, other],
		[
			stored(5, { id: '7' }),
			stored(4, {
				id: '6',
				status: 'crashed',
				startedAt: start + 4500,
				error: null,
				waiting: [{ id: other.id }],
			}),
			stored(60, { id: '8' }),
			succeeded(other, 1),
		],
	);
	expect(evidence).toEqual([
		[
			`event ${event.id}: not explained`,
			'\tsent 09:00:00.000 to 09:00:01.000: 503',
			'\tsent 09:00:02.000 to 09:00:03.000: 200',
			'\texecution 7 is "error", created 09:00:05.000, not started, of no event: Connection terminated',
			`\texecution 6 is "crashed", created 09:00:04.000, started 09:00:04.500, of ${other.id}: no error`,
		].join('\n'),
	]);
});

it('records when each attempt began and ended', async () => {
	let now = start;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	const answers = [null, 200];
	const simulator = {
		deliver: async () => {
			now += 1000;
			const status = answers.shift();
			if (typeof status !== 'number') throw new Error('The sender has hung up.');
			return { status, body: '' };
		},
	};
	const event: SentEvent = { ...sent(), deliveries: [] };
	await deliver(simulator, 'http://localhost', event);
	jest.restoreAllMocks();
	expect(event.deliveries).toEqual([[attempt(0, 1, null), attempt(1, 2)]]);
});
