import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Turns of phrase that read as translated. Some uses are right, so their rate is held, not each of them. */
const phrases = [
	/\b(?!not |let |leave |left )\w+ alone\b(?! )|\balone(?=[:;.,)]| (?:has|have|is|are|can|knows?|needs?|takes?|holds?))/gi,
	/\b(nobody|somebody|anybody|whoever|everybody)\b/gi,
	/\bwhatever\b|\bhowever (often|many)\b/gi,
	/\bof (its|their|your|one’s|an) own\b/gi,
	/\b(goes|go|going|went) on\b/gi,
	/\b(is|are|was|were) to (be|come|have)\b/gi,
	/\bwhat (became|has become|becomes) of\b/gi,
	/\b(anew|once more)\b/gi,
	/\b(be had|(is|are) given out|gives? out|given back|gives? back)\b/gi,
	/\b(which|what) to take\b|\btakes? for\b/gi,
	/\b(says? so|tells so|(is|are) told of|to tell it)\b/gi,
	/\b(in vain|cut off|left over)\b/gi,
	/\bbeside\b/gi,
	/\bthat of\b|\bthose of\b/gi,
	/\b(stands|stood)\b/gi,
	/\b(is|are) none\b|\bpasses for\b|\bthat is one\b/gi,
	/\bN8n\b|\bHttps?\b(?! (Request|Status))/g,
];

const tracked = (...patterns: string[]) =>
	execFileSync('git', ['ls-files', ...patterns], { encoding: 'utf8' })
		.split('\n')
		.filter(Boolean);

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n');

const isComment = (line: string) => /^\s*(\/\/|\/\*|\*)/.test(line);

/** What a person reads of a line of code: a comment, or the texts in it. */
const readOf = (line: string) =>
	isComment(line)
		? line
		: (line.match(/'[^']{12,}'|"[^"]{12,}"|`[^`]{12,}`|\/\/.*/g) ?? []).join(' ');

const proseOf = (file: string) => (file.endsWith('ts') ? linesOf(file).map(readOf) : linesOf(file));

const share = (lines: readonly string[]) => lines.filter(isComment).length / lines.length;

describe('the language of the package', () => {
	const files = tracked(
		'*.md',
		'nodes/*.ts',
		'credentials/*.ts',
		'examples/*.json',
		'test/simulator/page',
	).filter((file) => !/CHANGELOG|__schema__|\.(png|svg)$/.test(file));

	it('has fewer than one translated turn of phrase in 2,000 words', () => {
		const hits = files.flatMap((file) =>
			proseOf(file).flatMap((line, index) =>
				phrases.flatMap((phrase) =>
					[...line.matchAll(phrase)].map(([hit]) => `${file}:${index + 1}: ${hit}`),
				),
			),
		);
		const words = files.flatMap(proseOf).join(' ').split(/\s+/).length;
		expect(words).toBeGreaterThan(20_000);
		// The places are part of the message.
		expect(hits.length < words / 2000 ? [] : hits).toEqual([]);
	});

	it('counts turns of phrase in code only where a person reads', () => {
		expect(readOf('const goesOn = () => anew;')).toBe('');
		expect(readOf("	'Whatever was sent before'")).toMatch(phrases[2]!);
		expect(readOf('	// It goes on')).toMatch(phrases[4]!);
	});
});

it('has less than 7 % comment lines in nodes/', () => {
	const lines = tracked('nodes/*.ts').flatMap(linesOf);
	expect(lines.length).toBeGreaterThan(5000);
	expect(share(lines)).toBeLessThan(0.07);
});
