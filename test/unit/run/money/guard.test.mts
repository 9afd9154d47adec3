import type { IExecuteFunctions } from 'n8n-workflow';

import { endpoints } from '../../../../nodes/KopoKopo/api/endpoints.ts';
import { settingsOf } from '../../../../nodes/KopoKopo/parameters/settings.ts';
import { MoneyGuard } from '../../../../nodes/KopoKopo/run/money/guard.ts';
import { paymentOf, type PreparedPayment } from '../../../../nodes/KopoKopo/run/money/payment.ts';
import { node } from '../../../support/unit/node.mts';

const operation = 'pay.sendPayment';

const context = {
	helpers: {
		checkProcessedAndRecord: () => undefined,
		clearAllProcessedItems: () => undefined,
		getProcessedDataCount: () => undefined,
	},
	getContext: () => ({}),
	getMode: () => 'trigger',
	getNode: () => node,
	getWorkflow: () => ({ id: 'workflow' }),
	getWorkflowDataProxy: () => ({ $runIndex: 0 }),
} as unknown as IExecuteFunctions;

const credentials = { environment: 'sandbox', clientId: 'app' };

const prepared = (index: number, idempotencyKey?: string, reference = 'r'): PreparedPayment => {
	const values = { idempotencyKey };
	const one = {
		item: { index, values, settings: settingsOf(values), credentials, options: {} },
		request: { method: 'POST' as const, path: '/', json: { destination_reference: reference } },
	};
	return { ...one, payment: paymentOf(one, operation) };
};

const result = { endpoint: endpoints.pay, read: () => [] };

const errorsOf = (items: PreparedPayment[]) =>
	[...new MoneyGuard(context, operation, result, items).inputErrors()].map(
		([item, { message }]) => [item, message] as const,
	);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the input errors of a run', () => {
	it.each([
		['as many keys', numbers(25_001).map((index) => prepared(index, `order-${index}`))],
		['one key', numbers(25_001).map((index) => prepared(index, 'order'))],
		['no keys', numbers(25_001).map((index) => prepared(index))],
	])('accepts 25,001 items with %s', (_name, items) => {
		expect(errorsOf(items)).toEqual([]);
	});

	it('names at most five of the items that have the same key', () => {
		const items = numbers(8).map((index) => prepared(index, 'nov', `person ${index}`));
		expect(errorsOf([...items, prepared(8, 'dec')])).toEqual(
			numbers(8).map((index) => [
				index,
				'Items 1, 2, 3, 4, 5 and 3 more have the same Idempotency Key, "nov", but pay different people.',
			]),
		);
	});
});
