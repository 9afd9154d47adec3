import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { obstaclesTo, type Release } from '../../scripts/release/obstacles.mts';
import { ownerTasks } from '../../scripts/release/owner-tasks.mts';
import { provenanceProblems, type Publication } from '../../scripts/release/provenance.mts';

const readJson = <T,>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

const replaceRun = (
	{ steps = [] }: Publication['workflow']['jobs'][string],
	from: string,
	to: string,
) => steps.forEach((step) => (step.run = step.run?.replace(from, to)));

const release: Release = {
	manifest: {
		name: 'n8n-nodes-shop',
		version: '1.2.3',
		author: { name: 'Wanjiku Otieno', email: 'wanjiku@shop.co.ke' },
		repository: { url: 'git+https://github.com/shop/n8n-nodes-shop.git' },
		homepage: 'https://github.com/shop/n8n-nodes-shop#readme',
		bugs: { url: 'https://github.com/shop/n8n-nodes-shop/issues' },
	},
	changelog: '# Changelog\n\n## 1.2.3\n\n- New\n',
	tag: '1.2.3',
	repository: 'shop/n8n-nodes-shop',
};

const withManifest = (change: Partial<Release['manifest']>): Release => ({
	...release,
	manifest: { ...release.manifest, ...change },
});

it('accepts a release with nothing left to fill in', () => {
	expect(obstaclesTo(release)).toEqual({ version: [], owner: [] });
});

it.each<[string, Release, string]>([
	['a tag that is not the version', { ...release, tag: '1.2.4' }, 'The tag 1.2.4'],
	['a tag with a v', { ...release, tag: 'v1.2.3' }, 'The tag v1.2.3'],
	['no tag', { ...release, tag: '' }, 'The tag  is not'],
	[
		'a version before a release',
		{ ...withManifest({ version: '1.2.3-rc.1' }), tag: '1.2.3-rc.1', changelog: '## 1.2.3-rc.1' },
		'1.2.3-rc.1 is not a version to release',
	],
	[
		'the version of npm init',
		{ ...withManifest({ version: '0.0.0' }), tag: '0.0.0', changelog: '## 0.0.0' },
		'0.0.0 is not a version to release',
	],
	[
		'changes that are marked as unreleased',
		{ ...release, changelog: '## 1.2.3 (unreleased)' },
		'CHANGELOG.md has no heading "## 1.2.3"',
	],
	[
		'no author',
		withManifest({ author: { email: 'wanjiku@shop.co.ke' } }),
		'The author in package.json, ""',
	],
	[
		'an author named like the package',
		withManifest({ author: { ...release.manifest.author, name: 'n8n-nodes-shop contributors' } }),
		'is a placeholder',
	],
	[
		'an author from a template',
		withManifest({ author: { ...release.manifest.author, name: '<Your Name>' } }),
		'is a placeholder',
	],
	...['', 'nobody', 'a@b', 'a@shop.invalid', 'a@example.com', 'a@mail.example.org'].map(
		(email): [string, Release, string] => [
			`the address "${email}"`,
			withManifest({ author: { name: 'Wanjiku Otieno', email } }),
			'receives no email',
		],
	),
	[
		'the repository of another owner',
		{
			...withManifest({ repository: { url: 'git+https://github.com/other/n8n-nodes-shop.git' } }),
		},
		'is not the one that releases',
	],
	['no repository', withManifest({ repository: undefined }), 'is not the one that releases'],
	[
		'a homepage elsewhere',
		withManifest({ homepage: 'https://github.com/shop/n8n-nodes-shopping' }),
		'these URLs are not of',
	],
	['no address for bug reports', withManifest({ bugs: undefined }), 'these URLs are not of'],
])('stops a release with %s', (_, stopped, sentence) => {
	const { version, owner } = obstaclesTo(stopped);
	expect([...version, ...owner]).toEqual([expect.stringContaining(sentence)]);
});

const publication = (): Publication => ({
	manifest: readJson('package.json'),
	lockedVersion: readJson<{ version: string }>('package-lock.json').version,
	workflow: parse(readFileSync('.github/workflows/publish.yml', 'utf8')) as Publication['workflow'],
	files: ['dist/kopokopo.js', 'LICENSE', 'README.md', 'package.json'],
});

it('accepts what this repository publishes, and how', () => {
	expect(provenanceProblems(publication())).toEqual([]);
});

it.each<[string, (changed: Publication) => void, string]>([
	[
		'a second job that publishes',
		({ workflow }) => (workflow.jobs.again = { ...workflow.jobs.publish! }),
		'exactly one job',
	],
	['no job that publishes', ({ workflow }) => delete workflow.jobs.publish, 'exactly one job'],
	[
		'a start by hand',
		({ workflow }) => (workflow.on = { ...(workflow.on as object), workflow_dispatch: null }),
		'other than by a version tag',
	],
	[
		'no permission for an identity',
		({ workflow }) => (workflow.jobs.publish!.permissions = {}),
		'"id-token: write"',
	],
	[
		'no provenance',
		({ workflow }) => replaceRun(workflow.jobs.publish!, ' --provenance', ''),
		'--provenance',
	],
	[
		'provenance that package.json turns off',
		({ manifest }) => (manifest.publishConfig = { provenance: false }),
		'--provenance',
	],
	[
		'restricted access',
		({ workflow }) => replaceRun(workflow.jobs.publish!, 'public', 'restricted'),
		'--access public',
	],
	['a private package', ({ manifest }) => (manifest.private = true), '--access public'],
	[
		'its own machine',
		({ workflow }) => (workflow.jobs.publish!['runs-on'] = 'self-hosted'),
		'a machine of GitHub',
	],
	[
		'no approval',
		({ workflow }) => delete workflow.jobs.publish!.environment,
		'"environment: npm"',
	],
	[
		'an old npm',
		({ workflow }) => (workflow.jobs.publish!.steps![0]!.with = { 'node-version': 20 }),
		'Node.js 24',
	],
	['no tests', ({ workflow }) => delete workflow.jobs.publish!.needs, '"needs"'],
	[
		'a repository by its short name',
		({ manifest }) => (manifest.repository = { url: 'github:shop/n8n-nodes-shop' }),
		'is not one on GitHub',
	],
	['another license', ({ manifest }) => (manifest.license = 'ISC'), 'MIT'],
	['another locked version', (changed) => (changed.lockedVersion = '0.0.1'), 'package-lock.json'],
	['a dependency', ({ manifest }) => (manifest.dependencies = { ms: '2.1.3' }), 'dependencies'],
	[
		'a script that runs while npm packs',
		({ manifest }) => (manifest.scripts = { prepack: 'node more.js' }),
		'runs by itself',
	],
	['a test in the tarball', ({ files }) => files.push('test/one.test.mts'), '"files"'],
	['no build in the tarball', ({ files }) => files.shift(), '"files"'],
])('rejects %s', (_, change, sentence) => {
	const changed = publication();
	change(changed);
	expect(provenanceProblems(changed)).toEqual([expect.stringContaining(sentence)]);
});

describe('the command', () => {
	const { name, version, repository } = readJson<{
		name: string;
		version: string;
		repository: { url: string };
	}>('package.json');
	const [, ownRepository = ''] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? [];
	const check = (...given: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/check.mts', ...given], {
			encoding: 'utf8',
			env: { ...process.env, GITHUB_REF_NAME: 'main', GITHUB_REPOSITORY: ownRepository },
		});

	it('says what stops the release, and reads tag and repository from GitHub', () => {
		const { status, stdout } = check();
		expect(status).toBe(1);
		expect(stdout).toContain(`The tag main is not the version in package.json, ${version}.`);
		expect(stdout).not.toContain('is not the one that releases');
		expect(stdout).toContain('main may not be released yet.');
	}, 120_000);

	it('lists what only an owner can do, each with its place', () => {
		const { stdout } = check('--tag', version);
		const tasks = ownerTasks(name, version, ownRepository);
		expect(tasks.length).toBeGreaterThan(8);
		for (const { where, what } of tasks) expect(stdout).toContain(`  - ${where}: ${what}`);
	}, 120_000);

	it('fails in a dry run only for what provenance needs', () => {
		const { status, stdout } = check('--dry-run');
		expect(stdout).toContain('Provenance has what it needs.');
		expect(status).toBe(0);
	}, 120_000);
});
