import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { obstaclesTo, type Release } from '../../scripts/release/obstacles.mts';

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
	expect(obstaclesTo(release)).toEqual([]);
});

it.each<[string, Release, string]>([
	['a tag that is not the version', { ...release, tag: '1.2.4' }, 'The tag 1.2.4'],
	['a tag with a v', { ...release, tag: 'v1.2.3' }, 'The tag v1.2.3'],
	['no tag', { ...release, tag: '' }, 'The tag  is not'],
	[
		'a version before a release',
		{ ...withManifest({ version: '1.2.3-rc.1' }), tag: '1.2.3-rc.1', changelog: '## 1.2.3-rc.1' },
		'1.2.3-rc.1 is no version to release',
	],
	[
		'the version of npm init',
		{ ...withManifest({ version: '0.0.0' }), tag: '0.0.0', changelog: '## 0.0.0' },
		'0.0.0 is no version to release',
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
		'is nobody',
	],
	[
		'an author from a template',
		withManifest({ author: { ...release.manifest.author, name: '<Your Name>' } }),
		'is nobody',
	],
	...['', 'nobody', 'a@b', 'a@shop.invalid', 'a@example.com', 'a@mail.example.org'].map(
		(email): [string, Release, string] => [
			`the address "${email}"`,
			withManifest({ author: { name: 'Wanjiku Otieno', email } }),
			'reaches nobody',
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
		'lead elsewhere',
	],
	['no address for bug reports', withManifest({ bugs: undefined }), 'lead elsewhere'],
])('stops a release with %s', (_, stopped, sentence) => {
	expect(obstaclesTo(stopped)).toEqual([expect.stringContaining(sentence)]);
});

describe('the command', () => {
	const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		version: string;
		repository: { url: string };
	};
	const [, name = ''] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? [];
	const check = (...given: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/check.mts', ...given], {
			encoding: 'utf8',
			env: { ...process.env, GITHUB_REF_NAME: 'main', GITHUB_REPOSITORY: name },
		});

	it('says what stops the release, and reads tag and repository from GitHub', () => {
		const { status, stdout } = check();
		expect(status).toBe(1);
		expect(stdout).toContain(`The tag main is not the version in package.json, ${version}.`);
		expect(stdout).not.toContain('is not the one that releases');
	});
});
