import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { isScalar, parse, parseDocument, visit, type Scalar } from 'yaml';

import { mainReleases, releases } from '../support/host/recipe.mts';
import { problemsOfLine } from '../support/package/commands.mts';

interface Job {
	'timeout-minutes'?: number;
	permissions?: Record<string, string>;
	needs?: string;
	uses?: string;
	strategy?: { matrix: { node?: number[]; n8n?: string[] } };
	steps?: Array<{ uses?: string; run?: string; with?: Record<string, unknown> }>;
}

interface Workflow {
	permissions?: Record<string, string>;
	jobs: Record<string, Job>;
}

const folder = '.github/workflows';
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const read = (file: string) => parse(textOf(file)) as Workflow;

/** The actions that a workflow uses, with the comment behind each. */
function actionsIn(file: string): Array<[action: string, comment: string]> {
	const found: Array<[string, string]> = [];
	visit(parseDocument(textOf(file)), {
		Pair(_, { key, value }) {
			if (!isScalar(key) || key.value !== 'uses' || !isScalar(value)) return;
			const { value: action, comment } = value as Scalar<string>;
			if (!action.startsWith('./')) found.push([action, comment?.trim() ?? '']);
		},
	});
	return found;
}

it('pins every action to one commit, the same everywhere, with its version in a comment', () => {
	const actions = files.flatMap(actionsIn);
	expect(actions.length).toBeGreaterThan(5);
	for (const [action, comment] of actions) {
		expect(action).toMatch(/^actions\/[\w-]+@[\da-f]{40}$/);
		expect([action, comment]).toEqual([action, expect.stringMatching(/^v\d+\.\d+\.\d+$/)]);
	}
	const names = new Set(actions.map(([action]) => action.split('@')[0]));
	expect(new Set(actions.map(([action]) => action)).size).toBe(names.size);
});

describe.each(files)('%s', (file) => {
	const { permissions, jobs } = read(file);
	const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

	it('grants only read access to the repository, except for the job that publishes', () => {
		const granted = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
		for (const [name, rights = permissions] of granted) {
			const wanted = name === 'publish' ? { 'id-token': 'write' } : { contents: 'read' };
			expect([name, rights]).toEqual([name, wanted]);
		}
	});

	it('keeps no GitHub credentials after a checkout', () => {
		for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
			expect(step.with).toMatchObject({ 'persist-credentials': false });
		}
	});

	it('sets a timeout for every job', () => {
		for (const [name, job] of Object.entries(jobs).filter(([, { uses }]) => !uses)) {
			expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
		}
	});

	it('runs commands that exist, and inserts nothing that others choose', () => {
		const lines = steps.flatMap(({ run = '' }) => run.split('\n'));
		const commands = lines.filter((line) => /^\s*(npm|npx|node|\.ci)\b/.test(line));
		expect(commands.flatMap((line) => problemsOfLine(line))).toEqual([]);
		for (const line of lines) expect(line).not.toMatch(/\$\{\{(?! matrix\.)/);
	});
});

it('runs npm test on each supported Node', () => {
	expect(read('ci.yml').jobs.test!.strategy!.matrix.node).toEqual([20, 22, 24]);
});

it.each([
	['on every change in two releases', 'ci.yml', [...mainReleases]],
	['every night in each release with a recipe', 'nightly.yml', Object.keys(releases)],
])('runs the end-to-end suite %s of n8n', (_when, file, wanted) => {
	const { strategy, steps } = read(file).jobs.e2e!;
	expect(strategy!.matrix.n8n).toEqual(wanted);
	expect(steps!.map(({ run }) => run)).toContain('npm run test:e2e -- --n8n ${{ matrix.n8n }}');
});

it('tests long lists, queue mode and the editor, each in its own job', () => {
	const { jobs } = read('ci.yml');
	for (const name of ['lists', 'queue', 'browser']) {
		expect(jobs[name]!.steps!.map(({ run }) => run)).toContain(`npm run test:${name}`);
	}
});

it('packs, scans and checks a release without a tag', () => {
	const runs = read('ci.yml').jobs.release!.steps!.map(({ run }) => run);
	for (const command of [
		'npm pack',
		'npm run release:scan -- n8n-nodes-kopokopo-*.tgz',
		'npm run release:check -- --dry-run',
	]) {
		expect(runs).toContain(command);
	}
});

it('publishes only what was checked, tested and scanned', () => {
	const { jobs } = read('publish.yml');
	const way = ['scan', 'publish', 'pack', 'ci', 'check'];
	expect(Object.keys(jobs).sort()).toEqual([...way].sort());
	way.slice(0, -1).forEach((name, index) => expect(jobs[name]!.needs).toBe(way[index + 1]));
	expect(jobs.ci!.uses).toBe('./.github/workflows/ci.yml');
	const runs = (name: string) => jobs[name]!.steps!.map(({ run }) => run);
	expect(runs('check')).toContain('npm run release:check');
	expect(runs('pack')).toContain('npm run release:scan -- n8n-nodes-kopokopo-*.tgz');
	expect(jobs.publish!.steps!.map(({ uses = '' }) => uses.split('@')[0])).not.toContain(
		'actions/checkout',
	);
});
