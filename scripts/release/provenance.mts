/** A job of a GitHub workflow, as far as publishing needs it. */
interface Job {
	needs?: string | string[];
	'runs-on'?: string;
	environment?: string;
	permissions?: Record<string, string>;
	steps?: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

/** What npm's provenance depends on. */
export interface Publication {
	manifest: {
		version: string;
		private?: boolean;
		license?: string;
		repository?: { url?: string };
		publishConfig?: Record<string, unknown>;
		scripts?: Record<string, string>;
		dependencies?: object;
	};
	/** The version in package-lock.json. */
	lockedVersion: string;
	/** publish.yml, parsed. */
	workflow: { on?: unknown; jobs: Record<string, Job> };
	/** The paths in the tarball. */
	files: string[];
}

/** npm runs them when it packs or installs: what is published would depend on the machine. */
const lifecycle = [
	'prepublish',
	'prepublishOnly',
	'prepare',
	'prepack',
	'postpack',
	'publish',
	'postpublish',
	'preinstall',
	'install',
	'postinstall',
];

const beside = ['LICENSE', 'README.md', 'package.json'];

const runs = ({ steps = [] }: Job) => steps.map(({ run = '' }) => run).join('\n');

/** The jobs that publish, and what each of them has. */
const publishers = ({ workflow }: Publication) =>
	Object.values(workflow.jobs).filter((job) => /\bnpm publish\b/.test(runs(job)));

const everyPublisher = (publication: Publication, holds: (job: Job) => boolean) =>
	publishers(publication).every(holds);

/** The major version of Node that a job sets up: 24 is the first whose npm (11.5.1 or later) can use a trusted publisher. */
const nodeOf = ({ steps = [] }: Job) =>
	Number(steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'))?.with?.['node-version']);

type Check = [problem: string, isMet: (publication: Publication) => boolean];

/** https://docs.npmjs.com/generating-provenance-statements and https://docs.npmjs.com/trusted-publishers */
const checks: readonly Check[] = [
	[
		'publish.yml does not have exactly one job that publishes. Publish in one job.',
		(publication) => publishers(publication).length === 1,
	],
	[
		'publish.yml starts other than by a version tag. Let only "push: tags" start it.',
		({ workflow: { on } }) => JSON.stringify(on) === '{"push":{"tags":["[0-9]+.[0-9]+.[0-9]+"]}}',
	],
	[
		'The job that publishes cannot prove who it is. Give it the permission "id-token: write".',
		(publication) =>
			everyPublisher(publication, ({ permissions }) => permissions?.['id-token'] === 'write'),
	],
	[
		'The job that publishes writes no provenance. Publish with --provenance.',
		(publication) =>
			everyPublisher(publication, (job) => /\bnpm publish\b.* --provenance\b/.test(runs(job))) &&
			publication.manifest.publishConfig?.provenance !== false,
	],
	[
		'The package would not be public, which provenance needs. Publish with --access public, without "private" in package.json.',
		(publication) =>
			everyPublisher(publication, (job) => /\bnpm publish\b.* --access public\b/.test(runs(job))) &&
			!publication.manifest.private,
	],
	[
		'The job that publishes does not run on a machine of GitHub’s. npm accepts provenance only from those: use ubuntu.',
		(publication) =>
			everyPublisher(publication, (job) => /^ubuntu-[\d.]+$/.test(job['runs-on'] ?? '')),
	],
	[
		'The job that publishes has no environment, so that no one has to approve it. Set "environment: npm".',
		(publication) => everyPublisher(publication, ({ environment }) => environment === 'npm'),
	],
	[
		'The job that publishes has an npm that is too old for a trusted publisher. Set up Node.js 24.',
		(publication) => everyPublisher(publication, (job) => nodeOf(job) >= 24),
	],
	[
		'The job that publishes does not wait for the tests and the scan. Give it "needs".',
		(publication) => everyPublisher(publication, ({ needs = '' }) => needs.length > 0),
	],
	[
		'The repository in package.json is not one on GitHub. Write it as git+https://github.com/owner/name.git.',
		({ manifest: { repository } }) =>
			/^git\+https:\/\/github\.com\/[\w.-]+\/[\w.-]+\.git$/.test(repository?.url ?? ''),
	],
	[
		'n8n verifies only packages under the MIT license. Set "license" to MIT.',
		({ manifest: { license } }) => license === 'MIT',
	],
	[
		'package-lock.json has another version than package.json. Run "npm install --package-lock-only".',
		({ manifest: { version }, lockedVersion }) => version === lockedVersion,
	],
	[
		'The package has dependencies at run time, which n8n does not verify. Move them to devDependencies.',
		({ manifest: { dependencies = {} } }) => Object.keys(dependencies).length === 0,
	],
	[
		`package.json has a script that npm runs by itself. Rename it: it must not be one of ${lifecycle.join(', ')}.`,
		({ manifest: { scripts = {} } }) => lifecycle.every((name) => !(name in scripts)),
	],
	[
		`The tarball has files besides dist, ${beside.join(', ')}. Correct "files" in package.json.`,
		({ files }) =>
			beside.every((name) => files.includes(name)) &&
			files.some((path) => path.startsWith('dist/')) &&
			files.every((path) => path.startsWith('dist/') || beside.includes(path)),
	],
];

/** What would keep npm or n8n from accepting the provenance of a release, each as a sentence and what to do. */
export const provenanceProblems = (publication: Publication): string[] =>
	checks.filter(([, isMet]) => !isMet(publication)).map(([problem]) => problem);
