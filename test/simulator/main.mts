import { parseArgs } from 'node:util';
import { manualClock, realClock } from './clock.mts';
import { scenarios } from './scenarios.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const usage = `npm run simulator -- [options]

  --port <n>            the port that it listens on (4010)
  --result-delay <n>    milliseconds from a request to its result (2000)
  --by-hand             who pays, and how, is decided on the page
  --manual-clock        time stands still, and moves when told to
  --help                this text`;

const readOptions = () =>
	parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			'result-delay': { type: 'string', default: '2000' },
			'by-hand': { type: 'boolean', default: false },
			'manual-clock': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	}).values;

function describe({ url, application }: Simulator): string {
	return [
		`Kopo Kopo simulator: ${url} (open it in a browser)`,
		'',
		`  Client ID      ${application.clientId}`,
		`  Client secret  ${application.clientSecret}`,
		`  API key        ${application.apiKey}`,
		'',
		'Phone number    Amount  What happens',
		...scenarios.map(
			({ phoneNumber, amount, description }) =>
				`${phoneNumber}   ${String(amount ?? '').padEnd(6)}  ${description}`,
		),
		'',
		'Ctrl+C ends it.',
	].join('\n');
}

function explain(error: NodeJS.ErrnoException & { port?: number }): string {
	return error.code === 'EADDRINUSE'
		? `Port ${error.port} is in use. Choose another: npm run simulator -- --port ${Number(error.port) + 1}`
		: `The simulator cannot start: ${error.message}`;
}

try {
	const values = readOptions();
	if (values.help) {
		console.log(usage);
		process.exit();
	}
	const simulator = await startSimulator({
		port: Number(values.port),
		resultDelay: Number(values['result-delay']),
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
