import { spawn, type ChildProcess } from 'node:child_process';
import { onShutdown } from './shutdown.mts';

const linesKept = 2000;
const usualPatience = 5_000;

export interface Command {
	file: string;
	arguments: string[];
	folder: string;
	environment: NodeJS.ProcessEnv;
	onLine?: (line: string) => void;
	/** Milliseconds that it has to end well (5,000): more for one that stops others. */
	patience?: number;
}

export interface Running {
	/** None where it could not be started. */
	pid: number | undefined;
	/** Resolves when the process has ended, whatever the reason. */
	ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	hasEnded(): boolean;
	/** The last lines of its output. */
	tail(lines: number): string;
	/** Ends it together with every process that it started. */
	stop(): Promise<void>;
	/** The same at once, without a chance to end well. */
	kill(): Promise<void>;
}

/**
 * Starts a command in a process group of its own, so that {@link Running.stop} reaches its children too.
 * It is also stopped when this process shuts down.
 */
export function start(command: Command): Running {
	const child = spawn(command.file, command.arguments, {
		cwd: command.folder,
		env: command.environment,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const log = keepLines(child, command.onLine);
	const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
		(resolve, reject) => {
			child.once('error', reject);
			child.once('close', (code, signal) => resolve({ code, signal }));
		},
	);
	ended.catch(() => undefined);
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null || !child.pid;

	const killNow = () => signalGroup(child, 'SIGKILL');
	process.prependOnceListener('exit', killNow);
	child.once('exit', () => {
		process.off('exit', killNow);
		// What it leaves behind would hold its output open, and live on.
		killNow();
	});

	const stop = onShutdown(async () => {
		if (hasEnded()) return;
		signalGroup(child, 'SIGTERM');
		const timer = setTimeout(killNow, command.patience ?? usualPatience);
		await ended.catch(() => undefined);
		clearTimeout(timer);
	});
	const kill = async () => {
		if (!hasEnded()) killNow();
		await ended.catch(() => undefined);
	};
	const tail = (lines: number) => log.slice(-lines).join('\n');
	return { pid: child.pid, ended, hasEnded, tail, stop, kill };
}

/** Signals whoever is left in the child's group; that nobody is left is fine. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (!child.pid) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

function keepLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
	const log: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		let rest = '';
		stream?.setEncoding('utf8').on('data', (chunk: string) => {
			const lines = (rest + chunk).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				log.push(line);
				onLine?.(line);
			}
			log.splice(0, log.length - linesKept);
		});
	}
	return log;
}
