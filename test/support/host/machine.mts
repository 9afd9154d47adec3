import { cpus, loadavg, totalmem } from 'node:os';
import { nodePackage, type Release } from './recipe.mts';

/** What the figures were measured on. */
export interface Machine {
	cpu: string;
	cores: number;
	memoryGiB: number;
	system: string;
	node: string;
	n8n: string;
	n8nNode: string;
	/** The average load of the minute before. */
	load: number;
	date: string;
}

export function describeMachine({ version }: Release): Machine {
	return {
		cpu: (cpus()[0]?.model ?? 'unknown CPU').replace(/\s+/g, ' ').trim(),
		cores: cpus().length,
		memoryGiB: Math.round(totalmem() / 1024 ** 3),
		system: `${process.platform} ${process.arch}`,
		node: process.versions.node,
		n8n: version,
		n8nNode: nodePackage().version,
		load: loadavg()[0]!,
		date: new Date().toISOString().slice(0, 10),
	};
}
