import { format, resolveConfig } from 'prettier';
import type { Machine } from '../support/host/machine.mts';
import { isMet, type Result } from './result.mts';

/** Everything that a run of the suite has counted, as it stands in its JSON file. */
export interface Report {
	machine: Machine;
	/** The versions of PostgreSQL, Redis and nginx. */
	versions: Record<string, string>;
	minutes: number;
	results: Result[];
}

const whole = new Intl.NumberFormat('en');

const columns = ['', 'Sent', 'Lost', 'Twice', 'Forged', "Lost, n8n's own", 'Twice, explained'];

const promise = (result: Result, value: number) =>
	result.unpromised || value === 0 ? whole.format(value) : `**${whole.format(value)}**`;

const rowOf = (result: Result) => [
	`${result.trial}${notesOf(result)}`,
	whole.format(result.sent),
	promise(result, result.lost),
	promise(result, result.twice),
	promise(result, result.forged),
	whole.format(result.lostByN8n),
	whole.format(result.explained),
];

const notesOf = ({ notes }: Result) =>
	Object.entries(notes)
		.map(([name, count]) => `<br>_${count} ${name}_`)
		.join('');

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** One table of all results, with what it was measured on, as Markdown. */
export async function tableOf({ machine, versions, minutes, results }: Report): Promise<string> {
	const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	const method =
		`${machine.date}, n8n ${machine.n8n}, ${others.join(', ')}, on ${machine.cores} cores, ` +
		`in ${Math.round(minutes)} minutes.`;
	const rows = [
		columns,
		columns.map((_, index) => (index ? '---:' : '---')),
		...results.map(rowOf),
	];
	const config = await resolveConfig('README.md');
	return format([method, '', ...rows.map(line)].join('\n'), { ...config, parser: 'markdown' });
}

/** What is promised and was not met, a sentence each. */
export const failuresOf = (results: readonly Result[]) =>
	results
		.filter((result) => !isMet(result))
		.map(
			({ trial, lost, twice, forged }) =>
				`${trial}: lost ${lost}, twice ${twice}, forged ${forged}; 0 is promised of each.`,
		);
