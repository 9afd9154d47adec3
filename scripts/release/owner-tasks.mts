/** What the owner of the package does once outside the repository, where no script can look. */
export interface OwnerTask {
	where: string;
	what: string;
}

/**
 * In the order in which a first release needs them.
 *
 * @param repository `owner/name` on GitHub
 */
export const ownerTasks = (name: string, version: string, repository: string): OwnerTask[] => [
	{
		where: `github.com/${repository}`,
		what: 'Have a public repository at this address, or enter another in package.json: npm and n8n compare the two.',
	},
	{
		where: 'GitHub, Settings, Environments',
		what: 'Create the environment "npm", with the people who have to approve a release, for tags only.',
	},
	{
		where: 'GitHub, Settings, Rules',
		what: 'Protect the branch main and the tags: only maintainers may push a version tag.',
	},
	{
		where: 'GitHub, Settings, Advanced Security',
		what: 'Turn on private vulnerability reporting, which SECURITY.md names.',
	},
	{
		where: 'npmjs.com, account',
		what: `Have an account with two-factor authentication, and check that the name ${name} is still free.`,
	},
	{
		where: 'npmjs.com, Access Tokens; GitHub, environment npm, secrets',
		what: 'Only for the first version: create a granular access token that may publish, as the secret NPM_TOKEN. npm accepts a trusted publisher only for a package that exists.',
	},
	{
		where: 'A clone of the repository',
		what: `Tag the commit that CI passed: "git tag ${version} && git push origin ${version}". Then approve the release on GitHub.`,
	},
	{
		where: `npmjs.com, ${name}, Settings`,
		what: `After the first version: add the trusted publisher (${repository}, publish.yml, environment npm), require two-factor authentication and disallow tokens, and delete NPM_TOKEN.`,
	},
	{
		where: 'creators.n8n.io',
		what: 'Submit the package for verification. Until n8n has verified it, n8n Cloud cannot install it.',
	},
	{
		where: 'docs/installing.md; test/support/installer/previous-version.mts',
		what: 'After the first version: remove "Not published yet", and let the test of updates start from the published version.',
	},
];
