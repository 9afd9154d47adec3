import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
	scripts: Readonly<Record<string, string>>;
};

/** Commands of npm itself that the pages use. */
const ofNpm = ['audit', 'ci', 'init', 'install', 'pack', 'publish', 'version'];

/** Programs that the reader has, or gets as the page says. */
const others = [
	'cd',
	'curl',
	'docker',
	'echo',
	'exit',
	'git',
	'mkdir',
	'n8n',
	'printf',
	'read',
	'sha256sum',
];

const folders = /^(\.\/)?(\.ci|\.github|credentials|docs|examples|nodes|scripts|test)\//;

/** The commands of a line of shell, each as its words. A variable that the line sets is none. */
export const commandsIn = (line: string): string[][] =>
	line
		.replace(/^\s*[a-z]+=.*$/, '')
		.replace(/(^|\s)#.*$/, '')
		.replace(/^\s*\$\s/, '')
		.split(/&&|\|\||[;|]/)
		.map((command) =>
			command
				.trim()
				.split(/\s+/)
				.filter((word) => word !== ''),
		)
		.map((words) => words.slice(words.findIndex((word) => !/^[A-Z_\d]+=/.test(word))))
		.filter((words) => words.length > 0);

const helps = new Map<string, string>();

/** What a script of package.json says of its options. */
function helpOf(script: string): string {
	const known = helps.get(script);
	if (known !== undefined) return known;
	const [program, ...words] = commandsIn(scripts[script]!).at(-1)!;
	const asks = program === 'node' && words.includes('tsx');
	const help = asks ? execFileSync(program, [...words, '--help']).toString() : '';
	helps.set(script, help);
	return help;
}

const tellsOf = (option: string) => (script: string) => helpOf(script).includes(`${option} `);

function problemsOfScript(script: string, options: string[]): string[] {
	if (!(script in scripts)) return [`package.json has no script ${script}`];
	return options
		.filter((option) => option.startsWith('--') && option !== '--')
		.map((option) => option.split('=')[0]!)
		.filter((option) => !tellsOf(option)(script))
		.map((option) => `npm run ${script} -- --help does not tell of ${option}`);
}

function problemsOfProgram([program = '', first = '', ...rest]: string[]): string[] {
	if (program.startsWith('--')) {
		const known = Object.keys(scripts).some(tellsOf(program));
		return known ? [] : [`no script has the option ${program}`];
	}
	if (program === 'npm') {
		if (first === 'run') return problemsOfScript(rest[0] ?? '', rest.slice(1));
		if (first in scripts) return problemsOfScript(first, rest);
		return ofNpm.includes(first) ? [] : [`npm ${first} is no command of npm that is known here`];
	}
	if (program === 'npx') {
		return existsSync(`node_modules/.bin/${first}`) ? [] : [`${first} is not installed`];
	}
	return program === 'node' || others.includes(program) || existsSync(program)
		? []
		: [`${program} is not known here`];
}

/** What is wrong with a line of shell that a page tells to type. */
export const problemsOfLine = (line: string): string[] =>
	commandsIn(line).flatMap((words) => [
		...problemsOfProgram(words),
		...words
			.filter((word) => folders.test(word) && !/[<>*]/.test(word) && !existsSync(word))
			.map((word) => `${word} does not exist`),
	]);
