import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';

import type { WorkflowDraft } from '../support/host/rest-client.mts';

type Json = Record<string, unknown>;

const { nodes } = JSON.parse(readFileSync('examples/refund-desk.json', 'utf8')) as WorkflowDraft;

const asNode = (items: Json[]) => ({
	all: () => items.map((json) => ({ json })),
	first: () => ({ json: items[0] }),
});

/** What “Check the request” returns for what the data table node passed on. */
function check(passedOn: Json[], receipt = 'REFUND0001'): Json {
	const outputs: Record<string, Json[]> = {
		'Ask for a refund': [{ Receipt: receipt, Reason: 'Paid twice', 'Who asks': 'Njeri' }],
		'Find the payment': [{ found: true, reference: 'REFUND0001' }],
		'The payment': [{ found: true, paid: true, amount: 250 }],
	};
	const code = nodes.find(({ name }) => name === 'Check the request')!.parameters.jsCode;
	const body = compileFunction(String(code), ['$', '$input']) as (
		...values: unknown[]
	) => Array<{ json: Json }>;
	return body((node: string) => asNode(outputs[node]!), asNode(passedOn))[0]!.json;
}

describe('the refund desk’s check of a request', () => {
	it('accepts the first request for a payment', () => {
		expect(check([{}])).toMatchObject({ problem: '', key: 'REFUND0001' });
	});

	it('refuses a request if the earlier ones could not be read', () => {
		const table = { id: 'aTable', name: 'Kopo Kopo refunds' };
		expect(check([table]).problem).toMatch(/^n8n could not read the earlier requests/);
	});

	it('finds an earlier request for a receipt with invisible characters', () => {
		const earlier = { id: 1, receipt: 'REFUND0001', status: 'notKnown' };
		expect(check([earlier], 'refund0001\u200B').problem).toMatch(/^It is not known whether/);
	});

	it('stores the receipt and the key without invisible characters', () => {
		const stored = { problem: '', receipt: 'REFUND0001', key: 'REFUND0001' };
		expect(check([{}], '\u200BREFUND0001')).toMatchObject(stored);
	});
});
