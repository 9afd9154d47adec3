import { NodeApiError } from 'n8n-workflow';

import { toNodeError, mayHaveMovedMoney } from '../../../nodes/KopoKopo/api/node-error.ts';
import { readFailure, type Outcome } from '../../../nodes/KopoKopo/api/request-failure.ts';
import { node } from '../../support/unit/node.mts';

it('an unknown outcome is told as such only where money moves', () => {
	const failure = readFailure({ cause: { code: 'ECONNRESET' } });
	const money = toNodeError(node, failure, {
		itemIndex: 2,
		label: 'Item 3 of 3: ',
		movesMoney: true,
	});
	expect(money).toBeInstanceOf(NodeApiError);
	expect(money.message).toBe(
		'Item 3 of 3: Kopo Kopo closed the connection before it answered, but may have accepted it. Look for it in the Kopo Kopo dashboard before you send it again.',
	);
	expect(money.description).toMatch(/move the money twice.*\(ECONNRESET\)/);
	expect(`${money.message} ${money.description}`).not.toMatch(/retry|try again/i);
	expect(money.context.outcome).toBe('unknown');

	const harmless = toNodeError(node, failure, { itemIndex: 2 });
	expect(harmless.message).not.toMatch(/accepted/);
	expect(harmless.description).toMatch(/Try again later/);
});

it('n8n does not put its own advice in place of the text', () => {
	for (const code of ['ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND']) {
		const { message } = toNodeError(node, readFailure({ cause: { code } }), { movesMoney: true });
		expect(message).toMatch(/^Kopo Kopo /);
		expect(message).not.toMatch(/retry/i);
	}
});

const refused = { outcome: 'rejected' as const, what: 'It was refused', advice: 'Look.' };

it('puts the item first, and what happened to the others last', () => {
	const { message } = toNodeError(node, refused, {
		itemIndex: 1,
		label: 'Item 2 of 2: ',
		others: 'Of 2 items: 1 sent.',
	});
	expect(message).toBe('Item 2 of 2: It was refused. Look. Of 2 items: 1 sent.');
});

it('uses the advice of a failure that has its own way to look it up', () => {
	const failure = {
		outcome: 'unknown' as const,
		what: 'It is open',
		advice: '',
		lookUp: 'Look here.',
	};
	expect(toNodeError(node, failure, { movesMoney: true }).message).toBe(
		'It is open, but may have accepted it. Look here.',
	);
	expect(toNodeError(node, failure).message).toBe('It is open.');
});

/** What n8n's editor shows below "From Kopo Kopo", which it shows for these alone (n8n 2.41, NodeErrorView). */
const fromKopoKopo = ({ httpCode, messages, context }: NodeApiError) =>
	[httpCode, ...messages, context.data].filter(Boolean);

it('the editor has a section "From Kopo Kopo" only where Kopo Kopo has answered', () => {
	const answered = readFailure({
		response: { status: 422, data: { error_message: 'No such till' } },
	});
	expect(fromKopoKopo(toNodeError(node, answered, { itemIndex: 0 }))).toEqual([
		'422',
		'refused the request: No such till (422)',
	]);
	for (const failure of [refused, readFailure({ cause: { code: 'ECONNRESET' } })]) {
		expect(fromKopoKopo(toNodeError(node, failure, { itemIndex: 0 }))).toEqual([]);
	}
});

it('of a failed activation, n8n 1 shows the description where there is one: that is no less than the message', () => {
	const { message, description } = toNodeError(node, { ...refused, code: 'EPIPE' });
	expect(description ?? message).toBe('It was refused. Look.');
});

it.each<[Outcome, boolean, boolean]>([
	['unknown', true, true],
	['accepted', true, true],
	['rejected', true, false],
	['notSent', true, false],
	['unknown', false, false],
	['accepted', false, false],
])('%s is doubtful where money moves (%s): %s', (outcome, movesMoney, doubtful) => {
	expect(mayHaveMovedMoney({ outcome, what: 'x', advice: 'x' }, movesMoney)).toBe(doubtful);
});
