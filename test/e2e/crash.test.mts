import { randomUUID } from 'node:crypto';
import { waitFor } from '../support/host/wait.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { askForPayment, requestPaymentNode, payment } from '../support/workflows/demo.mts';

/** n8n is killed while the node runs, started again, and the crashed execution is retried. */
let env: Environment;

beforeEach(async () => {
	env = await openEnvironment();
});

afterEach(() => env.close());

const amounts = Array.from({ length: 30 }, (_, index) => index + 1);
const answered = 12;
const atOnce = 10;

const paid = () => env.simulator.resources().length;

it.each([
	['stops on errors', {}],
	['continues on errors', { onError: 'continueRegularOutput' as const }],
])(
	'Retry sends nothing again where the workflow %s, with whichever workflow',
	async (_name, settings) => {
		const path = randomUUID();
		const workflow = await env.open(askForPayment(env.credential, path, settings));
		env.simulator.answer({ path: /incoming_payments/, afterEffect: true, times: answered });
		env.simulator.answer({ path: /incoming_payments/, delay: 600_000, times: atOnce });
		const asked = env.post(path, { payments: amounts.map(payment) }).catch(() => undefined);
		await waitFor('payments under way', 240, () => paid() >= answered + atOnce || undefined);
		await env.kill();
		await asked;
		const [crashed] = await env.executions(workflow);
		expect(crashed?.status).toBe('crashed');

		let count = 1;
		for (const loadWorkflow of [false, true]) {
			await env.rest.retry(crashed!.id, loadWorkflow);
			const [retried] = await env.executions(workflow, (count += 1));
			const words = retried!.error ?? JSON.stringify(retried!.output(requestPaymentNode));
			expect(words).toMatch(
				/n8n stopped while it was sending this payment in an earlier attempt of this execution\. Kopo Kopo may have accepted it anyway\./,
			);
			if (!retried!.error) expect(retried!.output(requestPaymentNode)).toHaveLength(amounts.length);
			await env.rest.retry(retried!.id, loadWorkflow).catch(() => (count -= 1));
			await env.executions(workflow, (count += 1));
		}
		expect(paid()).toBe(answered + atOnce);

		const later = await env.post(path, { payments: [payment(1)] });
		expect(later.body).toEqual([expect.objectContaining({ type: 'incoming_payment' })]);
	},
);
