import { start, type Running } from './process.mts';

/** npm as this script itself was started with it, or the one on the path. */
const npmScript = process.env.npm_execpath?.endsWith('npm-cli.js')
	? process.env.npm_execpath
	: null;

/**
 * Runs npm in a folder.
 * @throws with npm's own last words when it fails.
 */
export async function npm(
	folder: string,
	npmArguments: string[],
	onLine?: (line: string) => void,
): Promise<string> {
	const running = start({
		file: npmScript ? process.execPath : 'npm',
		arguments: npmScript ? [npmScript, ...npmArguments] : npmArguments,
		folder,
		environment: process.env,
		onLine,
	});
	const { code, signal } = await running.ended;
	if (code === 0) return running.tail(200);
	const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
	throw new Error(`npm ${npmArguments[0]} ${how}. ${advice(running)}\n${lastWords(running)}`);
}

const remedies: [RegExp, string][] = [
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET/,
		'The npm registry cannot be reached: check the network or the proxy, then run it again.',
	],
	[/ENOSPC/, 'The disk is full: make room, then run it again.'],
	[/EACCES|EPERM|EROFS/, 'A folder may not be written: check its owner and permissions.'],
	[/gyp ERR/, 'The database driver did not compile: it needs Python 3, make and a C++ compiler.'],
];

function advice(running: Running): string {
	const log = running.tail(500);
	return remedies.find(([cause]) => cause.test(log))?.[1] ?? 'Its last words:';
}

function lastWords(running: Running): string {
	const lines = running.tail(500).split('\n');
	const telling = lines.filter((line) => /\b(error|ERR!?)\b/i.test(line) && !/ at \S/.test(line));
	return (telling.length ? telling : lines).slice(-15).join('\n');
}
