import { format, resolveConfig } from 'prettier';
import type { Machine } from '../support/host/machine.mts';
import type { Result } from './result.mts';
import { columns, rowOf } from './rows.mts';

/** Everything that a run of the suite has counted, as it stands in its JSON file. */
export interface Report {
	machine: Machine;
	/** The versions of PostgreSQL, Redis and nginx. */
	versions: Record<string, string>;
	minutes: number;
	results: Result[];
}

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
