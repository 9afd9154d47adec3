import { parseArgs } from 'node:util';

export const usage = `npm run demo -- [options]

  --once                  end after the last step, with 0, or with 1 and the reason
  --port <n>              the port of n8n's editor (5678, or a free one where that is taken)
  --simulator-port <n>    the port of the simulated Kopo Kopo (4010, or a free one)
  --help                  this text`;

export interface DemoOptions {
	once: boolean;
	help: boolean;
	port?: number;
	simulatorPort?: number;
}

/** Reads the command line; whatever it cannot make sense of is an error that says so. */
export function readOptions(commandLine: string[]): DemoOptions {
	const { values } = parseArgs({
		args: commandLine,
		options: {
			once: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
			port: { type: 'string' },
			'simulator-port': { type: 'string' },
		},
	});
	return {
		once: values.once,
		help: values.help,
		port: portOf('--port', values.port),
		simulatorPort: portOf('--simulator-port', values['simulator-port']),
	};
}

function portOf(option: string, text?: string): number | undefined {
	if (text === undefined) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${option} takes a port from 1 to 65535, not "${text}".`);
}
