/**
 * What n8n looks at before it takes a package, and publint, of the source in this folder and of a tarball:
 * `npm run release:scan -- [tarball]`; of what is published with its provenance:
 * `npm run release:scan -- --published`.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { pack } from '../../test/support/host/package.mts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		published: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

const usage = `npm run release:scan -- [tarball]

  [tarball]      the tarball to look at (packed from dist, if none is given)
  --published    look at what the npm registry has of this version, with its provenance, instead
  --help         this text`;

/** Its own temporary folder: n8n's scanner leaves one behind each time that it is loaded. */
const folder = await mkdtemp(join(tmpdir(), 'kopokopo-scan-'));
process.env.TMPDIR = folder;
const { analyzePackage, analyzePackageByName, SOURCE_FILE_PATTERNS } = await import(
	'@n8n/scan-community-package/scanner/scanner.mjs'
);

async function unpacked(tarball: string): Promise<string> {
	const target = join(folder, 'package');
	await mkdir(target);
	execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
	return target;
}

async function linted(pkgDir: string): Promise<string[]> {
	const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true });
	return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

const problemsOf = ({
	passed,
	message = '',
	details = message,
}: Awaited<ReturnType<typeof analyzePackage>>) => (passed ? [] : [details]);

/** As n8n does: the sources by all rules, and of the tarball the code and package.json. */
async function problemsBefore(tarball: string): Promise<string[]> {
	const packed = await unpacked(tarball);
	return [
		...problemsOf(await analyzePackage(process.cwd(), SOURCE_FILE_PATTERNS)),
		...problemsOf(await analyzePackage(packed, ['**/*.js', 'package.json'])),
		...(await linted(packed)),
	];
}

async function problemsAfter(): Promise<string[]> {
	const { name, version } = JSON.parse(await readFile('package.json', 'utf8')) as {
		name: string;
		version: string;
	};
	return problemsOf(await analyzePackageByName(name, version));
}

if (values.help) {
	console.log(usage);
} else {
	const problems = values.published
		? await problemsAfter()
		: await problemsBefore(positionals[0] ?? (await pack(folder)));
	console.log(problems.length === 0 ? 'n8n and publint find nothing.' : problems.join('\n'));
	process.exitCode = problems.length === 0 ? 0 : 1;
}
await rm(folder, { recursive: true, force: true });
