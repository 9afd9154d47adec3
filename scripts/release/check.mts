/** Says what a release still needs, before anything is published: `npm run release:check -- --tag 1.2.3`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { parse } from 'yaml';

import { obstaclesTo, type Release } from './obstacles.mts';
import { ownerTasks } from './owner-tasks.mts';
import { provenanceProblems, type Publication } from './provenance.mts';

const { values } = parseArgs({
	options: {
		tag: { type: 'string', default: process.env.GITHUB_REF_NAME },
		repository: { type: 'string', default: process.env.GITHUB_REPOSITORY },
		'dry-run': { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

const usage = `npm run release:check -- [options]

  --tag <version>              the tag of the release ($GITHUB_REF_NAME; without either, the version in package.json)
  --repository <owner/name>    the repository on GitHub that releases ($GITHUB_REPOSITORY; without either, the one in package.json)
  --dry-run                    fails only for what provenance needs: the rest is for the day of the release
  --help                       this text`;

type Manifest = Release['manifest'] & Publication['manifest'];

const json = <T,>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

/** What npm would pack. */
function packedFiles(): string[] {
	const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
	return files.map(({ path }) => path);
}

const section = (title: string, lines: readonly string[]) =>
	lines.length === 0 ? [] : [title, ...lines.map((line) => `  - ${line}`), ''];

if (values.help) {
	console.log(usage);
} else {
	const manifest = json<Manifest>('package.json');
	const { name, version } = manifest;
	const ownRepository = /github\.com\/(.+)\.git$/.exec(manifest.repository?.url ?? '')?.[1] ?? '';
	const repository = values.repository ?? ownRepository;
	const tag = values['dry-run'] ? version : (values.tag ?? version);
	const provenance = provenanceProblems({
		manifest,
		lockedVersion: json<{ version: string }>('package-lock.json').version,
		workflow: parse(
			readFileSync('.github/workflows/publish.yml', 'utf8'),
		) as Publication['workflow'],
		files: packedFiles(),
	});
	const { version: forVersion, owner } = obstaclesTo({
		manifest,
		changelog: readFileSync('CHANGELOG.md', 'utf8'),
		tag,
		repository,
	});
	const tasks = ownerTasks(name, version, repository).map(({ where, what }) => `${where}: ${what}`);
	const stops = values['dry-run'] ? provenance : [...provenance, ...forVersion, ...owner];
	console.log(
		[
			...section('For provenance, correct:', provenance),
			...section('For this version, correct:', forVersion),
			...section('In package.json, only the owner can enter:', owner),
			...section('Outside the repository, only the owner can do, and no script can check:', tasks),
			stops.length > 0
				? `${tag} may not be released yet.`
				: values['dry-run']
					? 'Provenance has what it needs.'
					: `${tag} may be released, once the owner has done the above.`,
		].join('\n'),
	);
	process.exitCode = stops.length === 0 ? 0 : 1;
}
