import { format, resolveConfig } from 'prettier';
import type { Machine } from '../support/host/machine.mts';
import type { Findings, Goal, Table } from './section.mts';

/** Everything that was measured as one Markdown document, laid out as this repository has its own. */
export async function documentOf(
	machine: Machine,
	pairs: number,
	measured: readonly Findings[],
): Promise<string> {
	const text = [heading(machine), introduction(machine, pairs), ...measured.map(section)];
	const config = await resolveConfig('README.md');
	return format(text.join('\n\n'), { ...config, parser: 'markdown', proseWrap: 'always' });
}

const heading = ({ cpu, cores, memoryGiB, node, n8n, date }: Machine) =>
	`## ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, n8n ${n8n}, ${date}`;

const introduction = ({ n8nNode, system, load }: Machine, pairs: number) =>
	`Medians of ${pairs} pair${pairs === 1 ? '' : 's'}, measured in turn; only the ratios say something on another ` +
	`machine. n8n runs on Node ${n8nNode}, everything on ${system}. Load before it began: ${load.toFixed(1)}.`;

const section = ({ title, method, table, goals }: Findings) =>
	[`### ${title}`, method, tableOf(table), ...goalTable(goals)].join('\n\n');

function goalTable(goals: readonly Goal[]): string[] {
	if (goals.length === 0) return [];
	const rows = goals.map(({ what, limit, measured, met }) => [
		what,
		limit,
		measured,
		met ? 'met' : '**missed**',
	]);
	return [tableOf({ columns: ['Goal', 'Limit', 'Measured', ''], rows })];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Names stand on the left, figures on the right. */
function tableOf({ columns, rows }: Table): string {
	const alignment = columns.map((_, index) => (index === 0 ? '---' : '---:'));
	return [columns, alignment, ...rows].map(row).join('\n');
}
