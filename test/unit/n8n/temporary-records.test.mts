import type { ExecutionStatus } from 'n8n-workflow';

import { DedupStore } from '../../../nodes/KopoKopo/n8n/dedup-store.ts';
import { TemporaryRecords } from '../../../nodes/KopoKopo/n8n/temporary-records.ts';
import { DedupRows } from '../../support/unit/dedup-rows.mts';

let workflows = 0;

/** A database, and executions of one node in one process. */
function newNode() {
	const database = new DedupRows();
	const workflowId = `workflow ${(workflows += 1)}`;
	const execution = (of: { hasHooks?: boolean } = {}) => {
		const { context, end, handlers } = database.execution({ workflowId, ...of });
		const store = new DedupStore(context);
		const again = () => new TemporaryRecords(context, store, async (task) => await task());
		return { store, records: again(), again, end, handlers };
	};
	const names = ['shared', 'own', 'temporary', 'lasting', 'a', 'b'];
	const left = async () => {
		const { store } = execution();
		const isLeft = await Promise.all(names.map(async (name) => await store.has(name)));
		return names.filter((_, index) => isLeft[index]);
	};
	return { database, execution, left };
}

it.each<[ExecutionStatus | undefined, boolean]>([
	['success', true],
	['error', true],
	['waiting', true],
	['canceled', false],
	['crashed', false],
	['running', false],
	[undefined, false],
])('deletes the records of an execution that ended as %s: %s', async (status, isDeleted) => {
	const { execution, left } = newNode();
	const { store, records, end } = execution();
	await store.insert(['temporary', 'lasting']);
	records.add(['temporary']);
	await end(status);
	expect(await left()).toEqual(isDeleted ? ['lasting'] : ['temporary', 'lasting']);
});

it('keeps a record that another execution of this process still has', async () => {
	const { execution, left } = newNode();
	const [one, other] = [execution(), execution()];
	await one.store.insert(['shared', 'own']);
	one.records.add(['shared', 'own']);
	other.records.add(['shared']);
	expect(one.records.referenceCount('shared')).toBe(2);
	await one.end('success');
	expect(await left()).toEqual(['shared']);
	expect(other.records.referenceCount('shared')).toBe(1);
	await other.end('success');
	expect(await left()).toEqual([]);
	expect(other.records.referenceCount('shared')).toBe(0);
});

it('keeps a record of an execution that n8n has not stored, even if others release it', async () => {
	const { execution, left } = newNode();
	const [canceled, other] = [execution(), execution()];
	await canceled.store.insert(['shared']);
	canceled.records.add(['shared']);
	other.records.add(['shared']);
	await canceled.end('canceled');
	await other.end('success');
	expect(await left()).toEqual(['shared']);
});

it('counts an execution once, and waits for its end once, in all its runs of the node', async () => {
	const { execution, left } = newNode();
	const { store, records, again, end, handlers } = execution();
	await store.insert(['a', 'b']);
	records.add(['a']);
	again().add(['a', 'b']);
	expect([records.referenceCount('a'), handlers.length]).toEqual([1, 1]);
	await end('success');
	expect(await left()).toEqual([]);
});

it('releases records earlier than at the end, if no other execution has them', async () => {
	const { execution, left } = newNode();
	const [one, other] = [execution(), execution()];
	await one.store.insert(['shared', 'own', 'lasting']);
	one.records.add(['shared', 'own']);
	other.records.add(['shared']);
	await one.records.release(['shared', 'own', 'lasting']);
	expect(await left()).toEqual(['shared', 'lasting']);
	expect(other.records.referenceCount('shared')).toBe(1);
});

it('releases a record again that could not be deleted', async () => {
	const { database, execution, left } = newNode();
	const { store, records } = execution();
	await store.insert(['a']);
	records.add(['a']);
	database.beforeCall = () => {
		throw new Error('the database is locked');
	};
	await expect(records.release(['a'])).rejects.toThrow('the database is locked');
	database.beforeCall = () => undefined;
	await records.release(['a']);
	expect(await left()).toEqual([]);
	expect(records.referenceCount('a')).toBe(0);
});

it('does not fail the end of an execution if the records cannot be deleted', async () => {
	const { database, execution } = newNode();
	const { records, end } = execution();
	records.add(['a']);
	database.beforeCall = () => {
		throw new Error('the database is locked');
	};
	await expect(end('success')).resolves.toBeUndefined();
});

it('keeps the records if n8n has no hooks', async () => {
	const { execution, left } = newNode();
	const { store, records } = execution({ hasHooks: false });
	await store.insert(['a']);
	records.add(['a']);
	await records.release(['a']);
	expect(await left()).toEqual(['a']);
});
