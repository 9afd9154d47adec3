import { randomUUID } from 'node:crypto';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import { payList, type ListedPayment } from '../support/workflows/pay-list.mts';
import { settle } from './ledger.mts';
import { accepted, patience } from './payments.mts';
import { nothing, type Result } from './result.mts';
import type { ProcessName, Stand } from './stand.mts';

const pairs = 100;
const atOnce = 4;

/** The workers that have begun executions of late. */
async function startsOn(stand: Stand, name: ProcessName): Promise<number> {
	const { tail } = await stand.processes[name].ready();
	return tail(2000).split('Worker started execution ').length - 1;
}

/** The same payment with the same idempotency key in two executions that begin at the same moment. */
export async function tryKeys(stand: Stand): Promise<Result[]> {
	const path = randomUUID();
	const workflow = await stand.open(payList(stand.credential, path, { hasKeys: true }));
	const payments: ListedPayment[] = Array.from({ length: pairs }, (_, index) => ({
		order: randomUUID(),
		destination: randomUUID(),
		amount: 100 + index,
	}));
	const processors = await Promise.all(
		(['webhook-1', 'webhook-2'] as const).map((name) => stand.processes[name].ready()),
	);
	const left = payments.values();
	const postRest = async () => {
		for (const payment of left) {
			await Promise.all(
				processors.map(({ url }) =>
					fetchOnNewConnection(`${url}/webhook/${path}`, {
						method: 'POST',
						headers: { 'content-type': 'application/json' },
						body: JSON.stringify({ payments: [payment] }),
					}),
				),
			);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, postRest));
	await settle(stand, workflow, patience);
	stand.report(
		`worker 1 has begun ${await startsOn(stand, 'worker-1')} executions, worker 2 ${await startsOn(stand, 'worker-2')}`,
	);
	const moved = [...accepted(stand, payments).values()];
	return [
		{
			trial: `${pairs} payments, each with one idempotency key in two executions at the same moment`,
			...nothing,
			sent: 2 * pairs,
			lost: moved.filter((times) => times === 0).length,
			twice: moved.filter((times) => times > 1).length,
		},
	];
}
