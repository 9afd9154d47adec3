import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const folder = 'examples/queue-mode';
const composeFile = `${folder}/compose.yaml`;

it('follows the schema of compose files', () => {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['node_modules/.bin/dclint', '--quiet', '--formatter', 'json', composeFile],
		{ encoding: 'utf8' },
	);
	expect([stderr, JSON.parse(stdout), status]).toEqual(['', [], 0]);
});

it('sets every variable of the nginx configuration', () => {
	const template = readFileSync(`${folder}/nginx.conf.template`, 'utf8');
	const compose = readFileSync(composeFile, 'utf8');
	const variables = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
	expect(variables).toContain('WEBHOOK_2');
	for (const name of variables) expect(compose).toMatch(new RegExp(`^ {6}${name}: `, 'm'));
});
