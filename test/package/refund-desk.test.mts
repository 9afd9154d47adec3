import { runCodeNode } from '../support/workflows/code-node.mts';

type Json = Record<string, unknown>;

/** What “Check the request” returns for what the data table node passed on. */
const check = (passedOn: Json[], receipt = 'REFUND0001'): Json =>
	runCodeNode('refund-desk', 'Check the request', passedOn, {
		'Ask for a refund': [{ Receipt: receipt, Reason: 'Paid twice', 'Who asks': 'Njeri' }],
		'Find the payment': [{ found: true, reference: 'REFUND0001' }],
		'The payment': [{ found: true, paid: true, amount: 250 }],
	});

describe('the refund desk’s check of a request', () => {
	it('accepts the first request for a payment', () => {
		expect(check([{}])).toMatchObject({ problem: '', key: 'REFUND0001' });
	});

	it.each([{ id: 'aTable', name: 'Kopo Kopo refunds' }, { error: 'The database failed.' }])(
		'fails if the earlier requests could not be read: %j',
		(passedOn) => {
			const error = expect.stringMatching(/^n8n could not read the earlier requests/) as string;
			expect(check([passedOn])).toEqual({ error });
		},
	);

	it('finds an earlier request for a receipt with invisible characters', () => {
		const earlier = { id: 1, receipt: 'REFUND0001', status: 'notKnown' };
		expect(check([earlier], 'refund0001\u200B').problem).toMatch(/^It is not known whether/);
	});

	it('stores the receipt and the key without invisible characters', () => {
		const stored = { problem: '', receipt: 'REFUND0001', key: 'REFUND0001' };
		expect(check([{}], '\u200BREFUND0001')).toMatchObject(stored);
	});
});

describe('the refund desk’s result of a reversal that was not sent', () => {
	const result = (status: string) =>
		runCodeNode('refund-desk', 'Write the result', [{ error: 'Nothing was sent: too long.' }], {
			'Prepare the page': [{ receipt: 'REFUND0001', status }],
		});

	it('says that no money moved', () => {
		expect(result('waiting')).toMatchObject({
			outcome: 'notRefunded',
			message: expect.stringContaining('no money moved') as string,
		});
	});

	it('says that the result of the first approval counts if there was one', () => {
		const { outcome, message } = result('approved');
		expect(outcome).toBe('notKnown');
		expect(message).toContain('the result of that approval counts');
		expect(message).not.toContain('no money moved');
	});
});
