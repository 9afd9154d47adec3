import type { IExecuteFunctions } from 'n8n-workflow';

import { DedupStore } from '../../../../nodes/KopoKopo/n8n/dedup-store.ts';
import { AgentCrashLog } from '../../../../nodes/KopoKopo/run/money/agent-crash-log.ts';
import { CrashRecords } from '../../../../nodes/KopoKopo/run/money/crash-records.ts';
import type { ExecutionLog } from '../../../../nodes/KopoKopo/run/money/execution-log.ts';
import type { PreparedPayment } from '../../../../nodes/KopoKopo/run/money/payment.ts';
import { DedupRows } from '../../../support/unit/dedup-rows.mts';

const one = {} as PreparedPayment;

let executions = 0;

/** An execution in which an agent makes equal calls. */
function execution(database: DedupRows, { token = '', isRetry = false } = {}) {
	const { context, end } = database.execution();
	const id = String((executions += 1));
	const resumeUrl = token && `http://127.0.0.1/?signature=${token}`;
	const ofExecution = {
		getExecutionId: () => id,
		getMode: () => (isRetry ? 'retry' : 'trigger'),
		getWorkflowDataProxy: () => ({ $execution: { resumeUrl } }),
	};
	Object.assign(context, ofExecution as unknown as IExecuteFunctions);
	const executionLog = { stored: {}, slotsOf: () => ['slot'] } as unknown as ExecutionLog;
	const records = new CrashRecords(context, new DedupStore(context));
	const call = () => {
		const log = new AgentCrashLog(records, executionLog, [one]);
		return {
			/** @returns whether it may have been sent before n8n stopped */
			record: async () => (await log.recordBlock(0, [one])).has(one),
			end: async ({ isRejected }: { isRejected: boolean }) => await log.endRun(() => isRejected),
		};
	};
	return { call, end };
}

const rejected = { isRejected: true };
const accepted = { isRejected: false };

it('records a call again that was rejected', async () => {
	const database = new DedupRows();
	const { call } = execution(database, { token: 'token' });
	const first = call();
	expect(await first.record()).toBe(false);
	await first.end(rejected);
	expect(database.rows.size).toBe(0);
	const second = call();
	expect(await second.record()).toBe(false);
	await second.end(accepted);
	expect(await execution(database, { token: 'token', isRetry: true }).call().record()).toBe(true);
});

it('keeps the record of a rejected call while an equal one, which overlaps it, is sent', async () => {
	const database = new DedupRows();
	const { call } = execution(database, { token: 'token' });
	const [first, second] = [call(), call()];
	expect([await first.record(), await second.record()]).toEqual([false, false]);
	await first.end(rejected);
	expect(await execution(database, { token: 'token', isRetry: true }).call().record()).toBe(true);
});

it('keeps the record of a call that an earlier process made, if this one does not get to record it', async () => {
	const database = new DedupRows();
	await execution(database, { token: 'token' }).call().record();
	const retry = () => execution(database, { token: 'token', isRetry: true });
	await retry().call().end(rejected);
	const failing = retry().call();
	database.beforeCall = (name) => {
		if (name === 'add') throw new Error('the database is locked');
	};
	await expect(failing.record()).rejects.toThrow('the database is locked');
	database.beforeCall = () => undefined;
	await failing.end(rejected);
	expect(await retry().call().record()).toBe(true);
});

it('keeps the record of a rejected call that another execution shares', async () => {
	const database = new DedupRows();
	const [first, second] = [execution(database), execution(database)];
	const [call, equal] = [first.call(), second.call()];
	expect([await call.record(), await equal.record()]).toEqual([false, false]);
	await call.end(rejected);
	const retry = execution(database, { isRetry: true });
	expect(await retry.call().record()).toBe(true);
	await equal.end(accepted);
	for (const { end } of [first, second, retry]) await end('success');
	expect(await execution(database, { isRetry: true }).call().record()).toBe(false);
});
