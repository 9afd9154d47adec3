import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import { isCollection } from '../../../nodes/KopoKopo/parameters/field.ts';
import { resourceShapes } from '../../../nodes/KopoKopo/payloads/resources.ts';

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		name: `${resource.value}.${operation.value}`,
		operation,
	})),
);
const moneyOperations = operations.flatMap(({ name, operation: { fields, call } }) =>
	call.movesMoney ? [{ name, fields, result: call.result }] : [],
);

it('knows the operations that move money', () => {
	expect(moneyOperations.map(({ name }) => name).sort()).toEqual([
		'pay.sendPayment',
		'reversal.initiate',
		'sendMoney.send',
		'stkPush.requestPayment',
		'stkPush.requestPaymentAndWait',
		'transfer.settleFunds',
	]);
});

describe.each(moneyOperations)('$name', ({ fields, result }) => {
	const names = fields.flatMap((field) =>
		isCollection(field) ? field.options.map(({ name }) => name) : field.name,
	);

	it('has an Idempotency Key in the main list', () => {
		expect(fields.map(({ name }) => name)).toContain('idempotencyKey');
	});

	it('can limit the amount, if it has one', () => {
		const hasAmount = names.includes('amount') || names.includes('destinations');
		const limits = names.filter((one) => one.startsWith('maximum'));
		expect(limits).toEqual(hasAmount ? ['maximumAmount', 'maximumTotal'] : []);
	});

	it('waits for its result, by checking the status or in n8n’s database', () => {
		expect(names).toContain(result.durableWait ? 'timeoutMinutes' : 'waitForResult');
	});

	it('returns whether the money moved', () => {
		const keys = resourceShapes[result.endpoint.type].flatMap((readings) => Object.keys(readings));
		expect(keys.filter((key) => key === 'paid' || key === 'moneyMoved')).toHaveLength(1);
	});
});
