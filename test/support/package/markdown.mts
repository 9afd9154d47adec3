import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A page of the repository: what it leads to, what can be led to in it, and what it tells to type. */
export interface Page {
	path: string;
	links: string[];
	anchors: string[];
	/** Lines of shell blocks, and inline code that is a command or an option. */
	commands: string[];
}

const skipped = ['node_modules', 'dist', 'coverage', '.git'];

/** All Markdown files that are the repository's own. */
export function markdownFiles(folder = '.'): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return skipped.includes(entry.name) ? [] : markdownFiles(path);
		return entry.name.endsWith('.md') ? [path] : [];
	});
}

const plainText = (tokens: readonly Token[]): string =>
	tokens
		.map((token) => {
			if ('tokens' in token && token.tokens) return plainText(token.tokens);
			return 'text' in token ? String(token.text) : '';
		})
		.join('');

const shells = ['sh', 'bash', 'shell', 'console'];

export function readMarkdown(text: string, path: string): Page {
	const page: Page = { path, links: [], anchors: [], commands: [] };
	const slugger = new GithubSlugger();
	const readers: Readonly<Record<string, (token: Token) => void>> = {
		heading: ({ tokens }: Token & { tokens?: Token[] }) =>
			page.anchors.push(slugger.slug(plainText(tokens ?? []))),
		link: (token) => page.links.push((token as Tokens.Link).href),
		image: (token) => page.links.push((token as Tokens.Image).href),
		html: (token) =>
			page.links.push(
				...[...(token as Tokens.HTML).raw.matchAll(/\s(?:href|src|srcset)="([^"]*)"/g)].map(
					([, target]) => target!,
				),
			),
		codespan: (token) => {
			const { text: code } = token as Tokens.Codespan;
			if (/^((npm|npx|node) |--[a-z])/.test(code)) page.commands.push(code);
		},
		code: (token) => {
			const { lang = '', text: block } = token as Tokens.Code;
			if (!shells.includes(lang)) return;
			page.commands.push(...block.replace(/\\\n/g, ' ').split('\n'));
		},
	};
	marked.walkTokens(marked.lexer(text), (token) => readers[token.type]?.(token));
	return page;
}

export const readPage = (path: string): Page => readMarkdown(readFileSync(path, 'utf8'), path);

/** The repository on GitHub. */
export const ownAddress = (
	JSON.parse(readFileSync('package.json', 'utf8')) as { homepage: string }
).homepage.replace(/#.*$/, '');

/** The file and the anchor that a link of a page leads to, when they are the repository's own. */
function ownTarget(link: string, from: string): { path: string; anchor: string } | undefined {
	const [target = '', anchor = ''] = link.split('#');
	if (target === ownAddress) return { path: 'README.md', anchor };
	const blob = `${ownAddress}/blob/main/`;
	if (target.startsWith(blob)) return { path: target.slice(blob.length), anchor };
	if (/^[a-z][a-z\d+.-]*:/i.test(target)) return undefined;
	const path = target === '' ? from : normalize(join(dirname(from), decodeURI(target)));
	return { path, anchor };
}

const isLocal = ({ hostname }: URL) => ['localhost', '127.0.0.1'].includes(hostname);

/** What is wrong with a link, without asking the network; undefined where nothing is. */
export function problemOf(link: string, from: string): string | undefined {
	const own = ownTarget(link, from);
	if (!own) {
		if (/\s/.test(link) || !URL.canParse(link)) return 'is no URL';
		const url = new URL(link);
		if (url.protocol === 'mailto:') return undefined;
		if (url.protocol === 'https:' && url.hostname.includes('.')) return undefined;
		return url.protocol === 'http:' && isLocal(url) ? undefined : 'is not https';
	}
	if (own.path.startsWith('..')) return 'leads out of the repository';
	if (!existsSync(own.path)) return `leads to ${own.path}, which does not exist`;
	if (own.anchor === '') return undefined;
	const { anchors } = readPage(own.path);
	return anchors.includes(own.anchor) ? undefined : `names no heading of ${own.path}`;
}
