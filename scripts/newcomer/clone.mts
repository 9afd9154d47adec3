import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/host/folders.mts';
import { start, type Command, type Running } from '../../test/support/host/process.mts';
import type { Report } from '../../test/support/host/progress.mts';
import type { DemoAddresses } from '../../test/support/newcomer/demo-path.mts';

/** A clone of the last commit, and the environment in which a newcomer works in it. */
export interface Clone {
	folder: string;
	environment: NodeJS.ProcessEnv;
}

export interface RunningDemo {
	addresses: DemoAddresses;
	stop(): Promise<void>;
}

/** Settings with which npm runs this script, and which a newcomer's shell does not have. */
const isOfNpm = (name: string) => /^npm_/i.test(name) || name === 'INIT_CWD';

/** @param cold with empty caches, so that everything is downloaded */
export async function cloneHere(cold: boolean, report: Report): Promise<Clone> {
	const { path } = temporaryFolder(join(tmpdir(), 'newcomer-'));
	const folder = join(path, 'clone');
	const own = Object.entries(process.env).filter(([name]) => !isOfNpm(name));
	const environment: NodeJS.ProcessEnv = Object.fromEntries(own);
	if (cold) {
		environment['XDG_CACHE_HOME'] = join(path, 'cache');
		environment['npm_config_cache'] = join(path, 'npm');
		await mkdir(environment['XDG_CACHE_HOME']);
	}
	const source = `file://${process.cwd()}`;
	await finish({
		file: 'git',
		arguments: ['clone', '--quiet', '--depth', '1', source, folder],
		folder: path,
		environment,
		onLine: report,
	});
	return { folder, environment };
}

export const install = ({ folder, environment }: Clone, report: Report): Promise<void> =>
	finish({ file: 'npm', arguments: ['ci'], folder, environment, onLine: report });

/**
 * Starts the demo, as `npm run demo` does, and resolves when it has printed its last line. Without npm, whose end would
 * end the demo before it has stopped its n8n.
 */
export async function startDemo(
	{ folder, environment }: Clone,
	report: Report,
): Promise<RunningDemo> {
	await finish({ file: 'npm', arguments: ['run', 'dist'], folder, environment, onLine: report });
	const lines: string[] = [];
	let ready = () => {};
	const printed = new Promise<void>((resolve) => (ready = resolve));
	const running = start({
		file: process.execPath,
		arguments: ['--import', 'tsx', 'scripts/demo/main.mts'],
		folder,
		environment,
		patience: 60_000,
		onLine(line) {
			lines.push(line);
			report(line);
			if (line.includes('Press Ctrl+C to stop.')) ready();
		},
	});
	await Promise.race([printed, running.ended]);
	if (running.hasEnded()) throw failure('npm run demo', running);
	return { addresses: addressesIn(lines.join('\n')), stop: running.stop };
}

/** The addresses that the demo prints below its first and its second step. */
function addressesIn(text: string): DemoAddresses {
	const below = (step: RegExp) => {
		const [, found] = new RegExp(`${step.source}[^]*?(http://\\S+)`).exec(text) ?? [];
		if (!found) throw new Error(`The demo printed no address below ${step.source}`);
		return found;
	};
	return { form: below(/1\. Open the checkout/), phone: below(/2\. Open the customer's phone/) };
}

async function finish(command: Command): Promise<void> {
	const running = start(command);
	const { code } = await running.ended;
	if (code !== 0) throw failure([command.file, ...command.arguments].join(' '), running);
}

const failure = (what: string, running: Running) =>
	new Error(`${what} failed. The end of its output:\n${running.tail(30)}`);
