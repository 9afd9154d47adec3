/** What a release is judged by. */
export interface Release {
	manifest: {
		name: string;
		version: string;
		author?: { name?: string; email?: string };
		repository?: { url?: string };
		homepage?: string;
		bugs?: { url?: string };
	};
	changelog: string;
	/** The tag that started the release. */
	tag: string;
	/** `owner/name` of the repository on GitHub that releases; npm's provenance holds it. */
	repository: string;
}

/** Names that stand for no host: RFC 2606 and RFC 6761. */
const reserved = /(^|\.)(example\.(com|net|org)|example|invalid|localhost|test)$/i;

const isAddress = (email: string) => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(email);

const placeholder =
	/^\s*$|[<>{}]|\b(your|my)[ _-]?(name|user|org)|\b(todo|changeme|placeholder)\b/i;

type Check = (release: Release) => false | string;

/** What the person who prepares a release can correct. */
const versionChecks: readonly Check[] = [
	({ tag, manifest: { version } }) =>
		tag !== version &&
		`The tag ${tag} is not the version in package.json, ${version}. Tag the commit ${version}, or run "npm version ${tag} --no-git-tag-version" first.`,

	({ manifest: { version } }) =>
		!/^(?!0\.0\.0$)\d+\.\d+\.\d+$/.test(version) &&
		`${version} is not a version to release. Set one like 1.2.3 with "npm version 1.2.3 --no-git-tag-version".`,

	({ changelog, manifest: { version } }) =>
		!changelog.split('\n').some((line) => line.trim() === `## ${version}`) &&
		`CHANGELOG.md has no heading "## ${version}". Remove "(unreleased)" from it, or write what changed.`,
];

/** What only the owner of the package knows. */
const ownerChecks: readonly Check[] = [
	({ manifest: { name, author } }) =>
		(placeholder.test(author?.name ?? '') || author!.name!.includes(name)) &&
		`The author in package.json, "${author?.name ?? ''}", is a placeholder. Enter the name of a person or a company in "author".`,

	({ manifest: { author } }) => {
		const email = author?.email ?? '';
		const reachable = isAddress(email) && !reserved.test(email.split('@')[1]!);
		return (
			!reachable &&
			`The address in package.json, "${email}", receives no email. Enter the maintainers' address in "author"; n8n compares it with npm's.`
		);
	},

	({ repository, manifest }) => {
		const expected = `git+https://github.com/${repository}.git`;
		const url = manifest.repository?.url ?? '';
		return (
			url !== expected &&
			`The repository in package.json, "${url}", is not the one that releases. Enter "${expected}" in "repository", or npm rejects the provenance.`
		);
	},

	({ repository, manifest: { homepage = '', bugs } }) => {
		const own = `https://github.com/${repository}`;
		const strange = [homepage, bugs?.url ?? ''].filter(
			(url) => url !== own && !url.startsWith(`${own}/`) && !url.startsWith(`${own}#`),
		);
		return (
			strange.length > 0 &&
			`In package.json, these URLs are not of ${own}: ${strange.map((url) => `"${url}"`).join(', ')}. Correct "homepage" and "bugs".`
		);
	},
];

const failed = (checks: readonly Check[], release: Release): string[] =>
	checks.map((check) => check(release)).filter((obstacle) => obstacle !== false);

/** What is missing in package.json and CHANGELOG.md for a release, each as two sentences. */
export const obstaclesTo = (release: Release) => ({
	version: failed(versionChecks, release),
	owner: failed(ownerChecks, release),
});
