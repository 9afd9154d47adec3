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

const checks: readonly Check[] = [
	({ tag, manifest: { version } }) =>
		tag !== version && `The tag ${tag} is not the version in package.json, ${version}.`,

	({ manifest: { version } }) =>
		!/^(?!0\.0\.0$)\d+\.\d+\.\d+$/.test(version) && `${version} is no version to release.`,

	({ changelog, manifest: { version } }) =>
		!changelog.split('\n').some((line) => line.trim() === `## ${version}`) &&
		`CHANGELOG.md has no heading "## ${version}": drop "(unreleased)", or write what changed.`,

	({ manifest: { name, author } }) =>
		(placeholder.test(author?.name ?? '') || author!.name!.includes(name)) &&
		`The author in package.json, "${author?.name ?? ''}", is nobody's name.`,

	({ manifest: { author } }) => {
		const email = author?.email ?? '';
		const reachable = isAddress(email) && !reserved.test(email.split('@')[1]!);
		return !reachable && `The author's address in package.json, "${email}", reaches nobody.`;
	},

	({ repository, manifest }) => {
		const expected = `git+https://github.com/${repository}.git`;
		const url = manifest.repository?.url ?? '';
		return (
			url !== expected &&
			`The repository in package.json, "${url}", is not the one that releases: ${expected}.`
		);
	},

	({ repository, manifest: { homepage = '', bugs } }) => {
		const own = `https://github.com/${repository}`;
		const strange = [homepage, bugs?.url ?? ''].filter(
			(url) => url !== own && !url.startsWith(`${own}/`) && !url.startsWith(`${own}#`),
		);
		return (
			strange.length > 0 &&
			`In package.json these lead elsewhere than to ${own}: ${strange.map((url) => `"${url}"`).join(', ')}.`
		);
	},
];

/** What stands in the way of a release, each as a sentence; nothing where all is well. */
export const obstaclesTo = (release: Release): string[] =>
	checks.map((check) => check(release)).filter((obstacle) => obstacle !== false);
