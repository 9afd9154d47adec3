/** Times the action node in n8n-core's engine, against the simulator on this machine: `npm run benchmark`. */
import '../engine/environment.cjs';

import { monitorEventLoopDelay } from 'node:perf_hooks';

import { runAction, type Parameters } from '../engine/engine.mts';
import { credentialsFor, requestPayment } from '../engine/setup.mts';
import { startSimulator } from '../simulator/simulator.mts';

const count = Number(process.argv[2] ?? 1000);
const items = Array.from({ length: count }, (_, index) => ({ amount: index + 1 }));

const cases: Record<string, Parameters> = {
	'fixed values': requestPayment,
	'an expression in every field': {
		...requestPayment,
		tillNumber: '={{ "K123456" }}',
		phoneNumber: '={{ "0712345678" }}',
		amount: '={{ $json.amount }}',
		callbackUrl: '={{ "https://example.com/callback" }}',
	},
};

const simulator = await startSimulator({ resultDelay: 3_600_000 });
for (const [name, parameters] of Object.entries(cases)) {
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const begun = performance.now();
	const { error } = await runAction({ credentials: credentialsFor(simulator), parameters, items });
	if (error) throw error;
	const took = performance.now() - begun;
	delay.disable();
	console.log(
		`${count} STK pushes, ${name}: ${Math.round(took)} ms, longest pause of everything else ${Math.round(delay.max / 1e6)} ms`,
	);
}
process.exit(0);
