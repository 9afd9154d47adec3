import { parseArgs } from 'node:util';
import { manualClock, realClock } from './clock.mts';
import { isPayerNumbers, payerNumbers } from './format.mts';
import { scenarios } from './scenarios.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const usage = `npm run simulator -- [options]

  --port <n>            port to listen on (default: 4010)
  --result-delay <n>    milliseconds from a request to its result (default: 2000)
  --payer-numbers <how> full, or masked as M-PESA does: 0722XXXXXX or '0722***000'
  --by-hand             answer STK pushes on the page
  --manual-clock        stop the clock and advance it on the page
  --help                show this text`;

const readOptions = () =>
	parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			'result-delay': { type: 'string', default: '2000' },
			'payer-numbers': { type: 'string', default: 'full' },
			'by-hand': { type: 'boolean', default: false },
			'manual-clock': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	}).values;

function describe({ url, application }: Simulator): string {
	return [
		`Kopo Kopo simulator: ${url} (open this page in a browser)`,
		'',
		'Credential for n8n (Environment: Custom)',
		`  Base URL       ${url}`,
		`  Client ID      ${application.clientId}`,
		`  Client Secret  ${application.clientSecret}`,
		`  API Key        ${application.apiKey}`,
		'',
		'Phone number    Amount  What happens',
		...scenarios.map(
			({ phoneNumber, amount, description }) =>
				`${phoneNumber}   ${String(amount ?? '').padEnd(6)}  ${description}`,
		),
		'',
		'Press Ctrl+C to stop.',
	].join('\n');
}

function explain(error: NodeJS.ErrnoException & { port?: number }): string {
	return error.code === 'EADDRINUSE'
		? `Port ${error.port} is in use. Choose another: npm run simulator -- --port ${Number(error.port) + 1}`
		: `The simulator could not start: ${error.message}`;
}

try {
	const values = readOptions();
	if (values.help) {
		console.log(usage);
		process.exit();
	}
	const numbers = values['payer-numbers'];
	if (!isPayerNumbers(numbers)) {
		throw new RangeError(`--payer-numbers must be ${Object.keys(payerNumbers).join(' or ')}`);
	}
	const simulator = await startSimulator({
		port: Number(values.port),
		resultDelay: Number(values['result-delay']),
		payerNumbers: numbers,
		byHand: values['by-hand'],
		clock: values['manual-clock'] ? manualClock(Date.now()) : realClock(),
	});
	console.log(describe(simulator));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void simulator.close());
	}
} catch (error) {
	console.error(explain(error as NodeJS.ErrnoException));
	process.exitCode = 1;
}
