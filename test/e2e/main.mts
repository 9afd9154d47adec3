/** Tests the package in real n8n servers: `npm run test:e2e`. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { mainReleases, releaseOf, releases } from '../support/host/recipe.mts';

const usage = `npm run test:e2e -- [options] [pattern...]

  --n8n <release>    the release of n8n: ${Object.keys(releases).join(', ')},
                     or a version, such as 2.20.12. Can be repeated (${mainReleases.join(' and ')})
  --shard <part>     a part of the test files, such as 1/3
  --help             this text

  [pattern...]       runs only the test files whose path contains one of these`;

interface Suite {
	config: string;
	/** Whether it has been tried on releases other than the main ones. */
	runsInAll: boolean;
}

const suites: Suite[] = [
	{ config: 'test/e2e/jest.config.cjs', runsInAll: true },
	{ config: 'test/e2e/installer/jest.config.cjs', runsInAll: false },
];

/** Runs Jest on one release. @returns its exit code */
async function test(release: string, config: string, asked: readonly string[]): Promise<number> {
	const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
	const { excludedTests = [] } = releaseOf(release, () => undefined);
	const excluded = excludedTests.map((part) => `--testPathIgnorePatterns=${part}`);
	const child = spawn(
		process.execPath,
		[jest, '--config', config, '--passWithNoTests', ...excluded, ...asked],
		{ stdio: 'inherit', env: { ...process.env, KOPOKOPO_E2E_RELEASE: release } },
	);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, (s) => child.kill(s));
	return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		n8n: { type: 'string', multiple: true, default: [...mainReleases] },
		shard: { type: 'string' },
		help: { type: 'boolean', default: false },
	},
});

if (values.help) {
	console.log(usage);
} else {
	for (const release of values.n8n) releaseOf(release, () => undefined);
	const isMain = (release: string) => (mainReleases as readonly string[]).includes(release);
	const runs = values.n8n.flatMap((release) =>
		suites
			.filter(({ runsInAll }) => runsInAll || isMain(release))
			.map(({ config }) => ({ release, config })),
	);
	const asked = [...(values.shard ? [`--shard=${values.shard}`] : []), ...positionals];
	for (const { release, config } of runs) {
		process.exitCode = await test(release, config, asked);
		if (process.exitCode !== 0) break;
	}
}
