import { parseArgs } from 'node:util';

export const usage = `npm run demo -- [options]

  --once                  stop after the last step (exit code 0, or 1 after an error)
  --port <n>              port of n8n's editor (default: 5678, or a free port if it is in use)
  --simulator-port <n>    port of the simulated Kopo Kopo (default: 4010, or a free port)
  --help                  show this text`;

export interface DemoOptions {
	once: boolean;
	help: boolean;
	port?: number;
	simulatorPort?: number;
}

/** @throws Error for an unknown option or an invalid port */
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
	throw new Error(`${option} must be a port from 1 to 65535, not "${text}".`);
}
