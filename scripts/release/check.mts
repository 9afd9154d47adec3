/** Stops a release that may not go out, before anything is published: `npm run release:check -- --tag 1.2.3`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { obstaclesTo, type Release } from './obstacles.mts';

const { values } = parseArgs({
	options: {
		tag: { type: 'string', default: process.env.GITHUB_REF_NAME ?? '' },
		repository: { type: 'string', default: process.env.GITHUB_REPOSITORY ?? '' },
		help: { type: 'boolean', default: false },
	},
});

const usage = `npm run release:check -- [options]

  --tag <version>              the tag of the release ($GITHUB_REF_NAME)
  --repository <owner/name>    the repository on GitHub that releases ($GITHUB_REPOSITORY)
  --help                       this text`;

if (values.help) {
	console.log(usage);
} else {
	const obstacles = obstaclesTo({
		manifest: JSON.parse(readFileSync('package.json', 'utf8')) as Release['manifest'],
		changelog: readFileSync('CHANGELOG.md', 'utf8'),
		tag: values.tag,
		repository: values.repository,
	});
	console.log(
		obstacles.length === 0
			? `${values.tag} may be released.`
			: ['This may not be released yet:', ...obstacles].join('\n  '),
	);
	process.exitCode = obstacles.length === 0 ? 0 : 1;
}
