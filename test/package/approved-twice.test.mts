import { runCodeNode } from '../support/workflows/code-node.mts';

type Json = Record<string, unknown>;

const row = { row: 2, name: 'Juma', phone: '0712345678', amount: 100, key: 'may-712345678' };
const certain = { moneyMoved: true, transactionReference: 'SJK4H7L2QX' };
const notSent = { error: 'Amount is above Maximum Amount.' };
const doubt = { error: 'The connection closed.' };

/** The status and the outcomes of “Write the report” for a payment, after what another approval has stored. */
function report(sent: Json, stored: Json[] = [], status = 'waiting') {
	const { listStatus, rows } = runCodeNode(
		'payouts-with-approval',
		'Write the report',
		[{ report: stored.length > 0 ? JSON.stringify(stored) : '' }],
		{
			'Prepare the page': [{ toSend: [row], notAgain: [], status }],
			'Pay each person': [sent],
		},
	) as { listStatus: string; rows: Json[] };
	return [listStatus, ...rows.map(({ outcome }) => outcome)];
}

describe('the report of payouts', () => {
	const other = (outcome: string) => [{ ...row, outcome, receipt: '', reason: '' }];

	it.each<[string, Json, string[]]>([
		['paid', certain, ['paid', 'paid']],
		['not paid', notSent, ['not paid', 'notSent']],
		['not known', doubt, ['not known', 'notKnown']],
	])('says what is %s in a first approval', (_status, sent, expected) => {
		expect(report(sent)).toEqual(expected);
	});

	it('never says in a second approval that a payment was not sent', () => {
		expect(report(notSent, [], 'approved')).toEqual(['not known', 'notKnown']);
	});

	it.each<[string, Json, string[]]>([
		['paid', doubt, ['paid', 'paid']],
		['paid', notSent, ['paid', 'paid']],
		['failed', doubt, ['not paid', 'failed']],
		['notKnown', notSent, ['not known', 'notKnown']],
		['notKnown', certain, ['paid', 'paid']],
		['notSent', doubt, ['not known', 'notKnown']],
		['notSent', certain, ['paid', 'paid']],
	])(
		'keeps what is certain, and doubts, if another approval stored %s',
		(stored, sent, expected) => {
			expect(report(sent, other(stored))).toEqual(expected);
		},
	);

	it('is written if the stored one could not be read', () => {
		const result = runCodeNode('payouts-with-approval', 'Write the report', [{ error: 'No.' }], {
			'Prepare the page': [{ toSend: [row], notAgain: [], status: 'waiting' }],
			'Pay each person': [certain],
		});
		expect(result.listStatus).toBe('paid');
	});
});

describe('the outcome of a proposed payout', () => {
	const outcome = (status: string) =>
		runCodeNode('mcp-server', 'What is the outcome?', [notSent], {
			'Prepare the page': [{ ...row, id: 7, reference: 'INV-7', status }],
		});

	it('is that nothing was sent, if the node sent nothing', () => {
		expect(outcome('waiting')).toMatchObject({
			status: 'not paid',
			detail: expect.stringContaining('Nothing was sent') as string,
		});
	});

	it('comes from the first approval, if there was one', () => {
		expect(outcome('approved')).toMatchObject({
			status: 'not known',
			detail: expect.stringContaining('the outcome of that approval counts') as string,
		});
	});
});
