import { realClock, type Clock } from '../simulator/clock.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { findClaims, findNode, notPaidNode, paidNode } from '../support/workflows/find-payment.mts';

const tenMinutes = 10 * 60_000;

/** How far the simulator's time is ahead of n8n's, in ms. */
let ahead = 0;
const clock: Clock = { ...realClock(), now: () => Date.now() + ahead };

let env: Environment;
let workflow: StoredWorkflow;

beforeAll(async () => {
	env = await openEnvironment({ clock, retryDelays: [], resultDelay: 200 });
	workflow = await env.open(findClaims(env.credential, 'find-payment'));
});

afterAll(() => env.close());

interface Claim {
	receipt?: string;
	phone?: string;
	amount: number;
}

const look = async (...claims: Claim[]) =>
	await env.next(workflow, () => env.post('find-payment', { claims: claims as never }));

const pay = (reference: string, amount: number, more: object = {}) =>
	env.simulator.payTill({ tillNumber: 'K123456', amount, reference, ...more });

const phoneNumber = '+254722000111';

it('looks for several payments with one polling request, and delivers only what is paid in full', async () => {
	env.simulator.payerNumbers = '0722***000';
	await pay('PAID000001', 250);
	await pay('MASKED0001', 300, { phoneNumber });
	await pay('LESS000001', 199.5);
	await pay('REVERSED01', 100);
	await pay('REVERSED01', 100, { event: 'buygoods_transaction_reversed' });
	await pay('LATE000001', 100, { listedAfter: 3_600_000 });
	const execution = await look(
		{ receipt: ' paid000001', amount: 250 },
		{ phone: '0722 000 111', amount: 300 },
		{ receipt: 'LESS000001', amount: 200 },
		{ receipt: 'REVERSED01', amount: 100 },
		{ receipt: 'LATE000001', amount: 100 },
		{ receipt: 'PAID000001', phone: '0722 000 111', amount: 250 },
	);

	expect([execution.status, execution.error]).toEqual(['success', null]);
	expect(execution.output(paidNode)).toMatchObject([
		{ found: true, paidInFull: true, difference: 0, matches: 1, reference: 'PAID000001' },
		{ found: true, paidInFull: true, reference: 'MASKED0001', senderPhoneNumber: '0722***111' },
	]);
	expect(execution.output(notPaidNode)).toMatchObject([
		{ found: true, paidInFull: false, difference: -0.5, amount: 199.5 },
		{ found: true, paidInFull: false, difference: null, status: 'Reversed' },
		{ found: false, paidInFull: null, matches: 0, status: null },
		{ found: false, paidInFull: null, matches: 0, status: null },
	]);
	expect(execution.output(findNode)).toHaveLength(6);
	expect(env.sent('v1/polling')).toHaveLength(1);
});

it('finds a payment as soon as Kopo Kopo lists it', async () => {
	await pay('SOON000001', 100, { listedAfter: tenMinutes });
	const claim = { receipt: 'SOON000001', amount: 100 };
	expect((await look(claim)).output(notPaidNode)).toMatchObject([{ found: false }]);
	ahead = tenMinutes;
	expect((await look(claim)).output(paidNode)).toMatchObject([
		{ found: true, reference: 'SOON000001' },
	]);
});

it('fails if Kopo Kopo cannot list the payments, and does not say that nothing was found', async () => {
	env.simulator.answer({ method: 'POST', path: /polling/, status: 503 });
	const execution = await look({ receipt: 'PAID000001', amount: 250 });
	expect(execution.status).toBe('error');
	expect(execution.output(findNode)).toEqual([]);
});
