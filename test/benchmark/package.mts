import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { npm } from '../support/host/npm.mts';
import { start } from '../support/host/process.mts';
import * as format from './format.mts';
import { atMost, type Findings, type Section } from './section.mts';
import { median } from './statistics.mts';

/** However few pairs are asked for: a start of Node is over in no time. */
const fewestStarts = 5;

/** Prints how long the modules take that are named on the command line, n8n's own being there already. */
const script = `
	require('n8n-workflow');
	const begun = performance.now();
	for (const path of process.argv.slice(1)) require(path);
	console.log(performance.now() - begun);
`;

interface Manifest {
	n8n: { nodes: string[] };
}

interface Tarball {
	unpackedSize: number;
	entryCount: number;
}

/** What installing the package and loading its nodes costs. */
export const measurePackage: Section = async ({ pairs }, report) => {
	const { n8n } = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
	const nodes = n8n.nodes.map((path) => resolve(path));
	const starts: number[] = [];
	for (let count = 0; count < Math.max(pairs, fewestStarts); count += 1) {
		starts.push(await loadTime(nodes));
	}
	report(`loading ${nodes.length} nodes: ${format.milliseconds(median(starts))}`);
	return findings(nodes.length, starts, await tarball());
};

async function loadTime(nodes: string[]): Promise<number> {
	const running = start({
		file: process.execPath,
		arguments: ['-e', script, ...nodes],
		folder: process.cwd(),
		environment: process.env,
	});
	const { code } = await running.ended;
	const time = Number(running.tail(1));
	if (code === 0 && time > 0) return time;
	throw new Error(`The nodes could not be loaded:\n${running.tail(20)}`);
}

async function tarball(): Promise<Tarball> {
	const lines: string[] = [];
	const options = ['--dry-run', '--json', '--silent', '--ignore-scripts'];
	await npm(process.cwd(), ['pack', ...options], (line) => void lines.push(line));
	const [packed] = JSON.parse(lines.join('\n')) as [Tarball];
	return packed;
}

function findings(
	nodes: number,
	starts: number[],
	{ unpackedSize, entryCount }: Tarball,
): Findings {
	return {
		title: 'Package',
		method: 'Loaded in a fresh Node each time, which has n8n-workflow already.',
		table: {
			columns: ['Nodes', 'Loading them', 'Unpacked', 'Files'],
			rows: [
				[
					format.count(nodes),
					format.milliseconds(median(starts)),
					format.kilobytes(unpackedSize),
					format.count(entryCount),
				],
			],
		},
		goals: [
			atMost('Loading the nodes', median(starts), 20, format.milliseconds),
			atMost('Unpacked size', unpackedSize, 250_000, format.kilobytes),
		],
		raw: { starts, unpackedSize, entryCount },
	};
}
