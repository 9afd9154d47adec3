import type { INodePropertyOptions } from 'n8n-workflow';
import { readFileSync } from 'node:fs';

import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import { propertiesOf } from '../../../nodes/KopoKopo/operations/shared/description.ts';
import { isCollection } from '../../../nodes/KopoKopo/parameters/field.ts';
import { resourceShapes } from '../../../nodes/KopoKopo/payloads/resources.ts';

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		name: `${resource.value}.${operation.value}`,
		operation,
	})),
);
const moneyOperations = operations.flatMap(({ name, operation }) => {
	const { fields, call } = operation;
	return call.movesMoney
		? [{ name, operation, fields, direction: call.movesMoney, result: call.result }]
		: [];
});

/** What a person and an AI agent read about an operation, by where the money goes. */
const told = {
	in: {
		action: /^Request payment from customer\b/,
		description: /^Ask a customer to pay\b/,
		builderHint: /^Asks a customer for money\..*\bpaid is true\b/,
	},
	out: {
		action: /\bsend money\b/i,
		description: /\bsend money\b/i,
		builderHint: /^Sends money out of the account\..*\bmoneyMoved is true\b/,
	},
};

/** The operation as n8n's AI workflow builder gets it. */
function builderHintOf(name: string): string | undefined {
	const [resource, operation] = name.split('.');
	const list = propertiesOf(resources, 'stkPush').find(
		(property) =>
			property.name === 'operation' && property.displayOptions?.show?.resource?.[0] === resource,
	);
	const options = list?.options as INodePropertyOptions[];
	return options.find(({ value }) => value === operation)?.builderHint?.propertyHint;
}

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

describe.each(moneyOperations)('$name', ({ name, operation, fields, direction, result }) => {
	const names = fields.flatMap((field) =>
		isCollection(field) ? field.options.map(({ name }) => name) : field.name,
	);

	it('says which way the money goes, to a person, to an agent and to n8n’s AI workflow builder', () => {
		expect(operation.action).toMatch(told[direction].action);
		expect(operation.description).toMatch(told[direction].description);
		expect(builderHintOf(name)).toMatch(told[direction].builderHint);
	});

	it('is in docs/ai.md, with what a model reads', () => {
		const row = new RegExp(`^\\| .* → ${operation.name} +\\| ([^|]*?) +\\|`, 'm');
		const rows = readFileSync('docs/ai.md', 'utf8').split('\n');
		const reads = rows.map((line) => row.exec(line)?.[1]);
		expect(reads).toContain(operation.action);
	});

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

it('says of no other operation that it moves money', () => {
	const others = operations.filter(({ operation: { call } }) => !call.movesMoney);
	expect(others.length).toBeGreaterThan(10);
	for (const { name, operation } of others) {
		const doing = operation.action.replace(/^Get .*/, 'Get');
		expect([name, doing]).toEqual([name, expect.not.stringMatching(told.out.action)]);
		expect([name, doing]).toEqual([name, expect.not.stringMatching(told.in.action)]);
		expect(builderHintOf(name) ?? '').not.toMatch(/^(Sends money|Asks a customer)/);
	}
});
