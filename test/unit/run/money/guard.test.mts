import type { IExecuteFunctions } from 'n8n-workflow';

import { operationOf } from '../../../../nodes/KopoKopo/operations/index.ts';
import { MoneyGuard } from '../../../../nodes/KopoKopo/run/money/guard.ts';
import { paymentOf, type Prepared } from '../../../../nodes/KopoKopo/run/money/payment.ts';
import { node } from '../../../support/unit/node.mts';

const operation = operationOf({
	...node,
	parameters: { resource: 'pay', operation: 'sendPayment' },
});

const context = {
	getContext: () => ({}),
	getMode: () => 'trigger',
	getNode: () => node,
	getWorkflow: () => ({ id: 'workflow' }),
	getWorkflowDataProxy: () => ({ $runIndex: 0 }),
} as unknown as IExecuteFunctions;

const credentials = { environment: 'sandbox', clientId: 'app' };

const prepared = (index: number, idempotencyKey?: string, reference = 'r'): Prepared => {
	const one: Prepared = {
		item: { index, values: { idempotencyKey }, credentials, options: {} },
		request: { method: 'POST', path: '/', json: { destination_reference: reference } },
	};
	return { ...one, payment: paymentOf(one, 'pay.sendPayment') };
};

const errorsOf = (items: Prepared[]) =>
	[...new MoneyGuard(context, node, operation, items).inputErrors()].map(
		([item, { message }]) => [item, message] as const,
	);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the input errors of a run', () => {
	it('rejects each item of a run with more keys than n8n remembers', () => {
		const errors = errorsOf(numbers(25_001).map((index) => prepared(index, `order-${index}`)));
		expect(errors.map(([item]) => item)).toEqual(numbers(25_001));
		expect(new Set(errors.map(([, message]) => message))).toEqual(
			new Set([
				'The items have 25001 Idempotency Keys, but n8n can store only 25000 for one node.',
			]),
		);
	});

	it.each([
		['25,000 keys', numbers(25_000).map((index) => prepared(index, `order-${index}`))],
		['more items than keys', numbers(25_001).map((index) => prepared(index, 'order'))],
		['no keys', numbers(25_001).map((index) => prepared(index))],
	])('are none with %s', (_name, items) => {
		expect(errorsOf(items)).toEqual([]);
	});

	it('name at most five of the items that have the same key', () => {
		const items = numbers(8).map((index) => prepared(index, 'nov', `person ${index}`));
		expect(errorsOf([...items, prepared(8, 'dec')])).toEqual(
			numbers(8).map((index) => [
				index,
				'Items 1, 2, 3, 4, 5 and 3 more have the same Idempotency Key, "nov", but pay different people.',
			]),
		);
	});
});
