import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const { n8n } = JSON.parse(readFileSync('package.json', 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};

const modules = [...n8n.nodes, ...n8n.credentials].map((path) => resolve(path));

const load = `
	for (const path of process.argv.slice(1)) {
		for (const Type of Object.values(require(path))) new Type();
	}
`;

const timeout = 60_000;

/** What keeps a process from ending, before and after it runs code. @throws an error if it does not end by itself */
function heldBy(code: string): { before: string[]; after: string[] } {
	const script = `
		require('n8n-workflow');
		const before = process.getActiveResourcesInfo();
		${code}
		const after = process.getActiveResourcesInfo();
		require('node:fs').writeSync(1, JSON.stringify({ before, after }));
	`;
	const printed = execFileSync(process.execPath, ['-e', script, ...modules], { timeout });
	return JSON.parse(printed.toString()) as { before: string[]; after: string[] };
}

it(
	'holds no timer and no handle open once n8n has loaded the nodes, so that the process can end',
	() => {
		const { before, after } = heldBy(load);
		expect(after).toEqual(before);
	},
	2 * timeout,
);

it(
	'would see a timer',
	() => {
		const { before, after } = heldBy(`${load} setTimeout(() => undefined, 1);`);
		expect(after).toEqual([...before, 'Timeout']);
	},
	2 * timeout,
);
