import { randomUUID } from 'node:crypto';
import { waitFor } from '../support/host/wait.mts';
import { openBench, type Bench } from '../support/shared-n8n/bench.mts';
import { askForPayment, requestPaymentNode, payment } from '../support/workflows/demo.mts';

/** n8n is killed inside the node, started again, and the execution that was cut off is retried. */
let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(() => bench.close());

const amounts = Array.from({ length: 30 }, (_, index) => index + 1);
const answered = 12;
const atOnce = 10;

const paid = () => bench.simulator.resources().length;

it.each([
	['stops on errors', {}],
	['continues on errors', { onError: 'continueRegularOutput' as const }],
])(
	'Retry sends nothing again where the workflow %s, with whichever workflow',
	async (_name, settings) => {
		const path = randomUUID();
		const workflow = await bench.open(askForPayment(bench.credential, path, settings));
		bench.simulator.answer({ path: /incoming_payments/, afterEffect: true, times: answered });
		bench.simulator.answer({ path: /incoming_payments/, delay: 600_000, times: atOnce });
		const asked = bench.post(path, { payments: amounts.map(payment) }).catch(() => undefined);
		await waitFor('payments under way', 60, () => paid() >= answered + atOnce || undefined);
		await bench.kill();
		await asked;
		const [crashed] = await bench.executions(workflow);
		expect(crashed?.status).toBe('crashed');

		let count = 1;
		for (const loadWorkflow of [false, true]) {
			await bench.rest.retry(crashed!.id, loadWorkflow);
			const [retried] = await bench.executions(workflow, (count += 1));
			const words = retried!.error ?? JSON.stringify(retried!.output(requestPaymentNode));
			expect(words).toMatch(
				/n8n stopped while it was sending this payment in an earlier attempt of this execution\. Kopo Kopo may have accepted it anyway\./,
			);
			if (!retried!.error) expect(retried!.output(requestPaymentNode)).toHaveLength(amounts.length);
			await bench.rest.retry(retried!.id, loadWorkflow).catch(() => (count -= 1));
			await bench.executions(workflow, (count += 1));
		}
		expect(paid()).toBe(answered + atOnce);

		const later = await bench.post(path, { payments: [payment(1)] });
		expect(later.body).toEqual([expect.objectContaining({ type: 'incoming_payment' })]);
	},
);
