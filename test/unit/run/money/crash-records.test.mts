import type { IExecuteFunctions } from 'n8n-workflow';
import { setImmediate } from 'node:timers/promises';

import { DedupStore } from '../../../../nodes/KopoKopo/n8n/dedup-store.ts';
import { CrashRecords } from '../../../../nodes/KopoKopo/run/money/crash-records.ts';
import { DedupRows } from '../../../support/unit/dedup-rows.mts';

/** An execution in an n8n without tokens, in which equal payments of several executions have the same records. */
function execution(database: DedupRows) {
	const { context, node, end } = database.execution();
	const ofExecution = {
		getExecutionId: () => '1',
		getMode: () => 'trigger',
		getWorkflowDataProxy: () => ({}),
	};
	Object.assign(context, ofExecution as unknown as IExecuteFunctions);
	const store = new DedupStore(context);
	return { context, node, end, store, records: new CrashRecords(context, store) };
}

it('keeps a record that an execution shares while n8n deletes it for another one', async () => {
	const database = new DedupRows();
	const [one, other] = [execution(database), execution(database)];
	one.context.helpers.clearAllProcessedItems = async () => {
		const row = one.node.id;
		await setImmediate();
		database.rows.delete(row);
	};
	await one.records.insert(['shared']);
	await Promise.all([one.end('success'), other.records.insert(['shared'])]);
	expect(await other.store.has('shared')).toBe(true);
	await other.end('success');
	expect(await other.store.has('shared')).toBe(false);
});

it('deletes a record that two executions share if they end at the same moment', async () => {
	const database = new DedupRows();
	const [one, other] = [execution(database), execution(database)];
	await one.records.insert(['shared']);
	await other.records.insert(['shared']);
	await Promise.all([one.end('success'), other.end('success')]);
	expect(await other.store.has('shared')).toBe(false);
});
