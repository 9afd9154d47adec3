import { readFileSync, readdirSync } from 'node:fs';

import { listErrors } from '../../scripts/docs/errors/collect.mts';
import { errorsFile, errorsPage } from '../../scripts/docs/errors.mts';
import { galleryFile, galleryPage } from '../../scripts/docs/gallery.mts';
import { operationsFile, operationsPage, readmeWithTable } from '../../scripts/docs/operations.mts';
import { pollingFile, pollingPage } from '../../scripts/docs/polling.mts';
import { triggerFile, triggerPage } from '../../scripts/docs/trigger.mts';

const allErrors = listErrors();

/** Ignores how a formatter aligns tables. */
const squeezed = (text: string) =>
	text
		.replace(/-+/g, '-')
		.replace(/[ \t]+/g, ' ')
		.replace(/\n+/g, '\n');

test('matches the generated docs (if not, run npm run docs)', async () => {
	expect(squeezed(readFileSync(operationsFile, 'utf8'))).toBe(squeezed(await operationsPage()));
	expect(squeezed(readFileSync(errorsFile, 'utf8'))).toBe(squeezed(errorsPage(allErrors)));
	expect(squeezed(readFileSync(triggerFile, 'utf8'))).toBe(squeezed(triggerPage()));
	const polling = readFileSync(pollingFile, 'utf8');
	expect(squeezed(polling)).toBe(squeezed(pollingPage(polling)));
	const gallery = readFileSync(galleryFile, 'utf8');
	expect(squeezed(gallery)).toBe(squeezed(await galleryPage(gallery)));
	const readme = readFileSync('README.md', 'utf8');
	expect(squeezed(readme)).toBe(squeezed(await readmeWithTable(readme)));
});

/** They need no advice: a user cancelled it, another error follows, or it is a reason in another error. */
const withoutAdvice = [
	'The execution was cancelled.',
	'There is 1 more problem.',
	'this package is too old for this n8n: update the package',
];

/** A message up to its first part that is not known, or to its end. */
const thrownText =
	/(?:throwInputError\(|new (?:Input|AccessToken)Error\(|\bmessage:(?=[^]{0,300}\badvice\b))\s*(['"`])([^$\n]{8,}?)(?:\1|\$\{)/g;

describe('docs/errors.md', () => {
	const errors = allErrors.filter(({ status }) => status === undefined);

	it('has every error, with an advice', () => {
		expect(errors.length).toBeGreaterThan(70);
		const lacking = errors.filter(
			({ advice, outcome, isPrefix }) => advice.length === 0 && outcome !== 'unknown' && !isPrefix,
		);
		expect(lacking.map(({ messages }) => messages[0]).sort()).toEqual(withoutAdvice.sort());
	});

	it('has whole sentences', () => {
		const texts = errors.flatMap(({ advice, lookUp = [] }) => [...advice, ...lookUp]);
		expect(texts.filter((text) => !/^(?:[A-Z…]|n8n ).*[.)]$/.test(text))).toEqual([]);
	});

	it('has the beginning of each text that the source throws, also by a simpler search', () => {
		const page = readFileSync(errorsFile, 'utf8').replaceAll('\\', '');
		const beginnings = readdirSync('nodes', { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.flatMap((file) => [...readFileSync(`nodes/${file}`, 'utf8').matchAll(thrownText)])
			.map(([, , text]) => text!.replaceAll('{field}', '_Field_'));
		expect(beginnings.length).toBeGreaterThan(60);
		expect(beginnings.filter((text) => !page.includes(text))).toEqual([]);
	});
});

it('explains each response to a delivery: to the trigger, and to a waiting execution', () => {
	const rowsOf = (name: string) =>
		readFileSync(`docs/${name}.md`, 'utf8')
			.split('\n')
			.filter((line) => line.startsWith('|'));
	const rows = { trigger: rowsOf('trigger-receives-nothing'), waiting: rowsOf('waiting') };
	const responses = allErrors.flatMap(({ file, status, messages }) =>
		status === undefined
			? []
			: messages.map((message) => ({ file, text: `${status} _${message}_` })),
	);
	expect(responses.length).toBeGreaterThan(8);
	const missing = responses.filter(
		({ file, text }) =>
			!rows[file.startsWith('run/') ? 'waiting' : 'trigger'].some((row) => row.includes(text)),
	);
	expect(missing).toEqual([]);
});

/** Pages whose sentences have footnotes that name their tests. */
const footnoted = ['money-safety', 'idempotency-keys', 'troubleshooting', 'reliability'];

const readFootnoted = (name: string) => {
	const page = readFileSync(`docs/${name}.md`, 'utf8');
	const notes = [...page.matchAll(/^\[\^([\w-]+)\]: (.+)$/gm)].map(([, note, text]) => ({
		note: note!,
		tests: [...text!.matchAll(/\]\(\.\.\/(test\/[^)]+)\) “([^”]+)”/g)].map(([, file, title]) => ({
			file: file!,
			title: title!,
		})),
	}));
	return { notes, sentences: page.slice(0, page.indexOf('\n[^')) };
};

describe.each(footnoted)('docs/%s.md', (name) => {
	const { notes, sentences } = readFootnoted(name);

	it('has footnotes', () => {
		expect(notes).not.toEqual([]);
	});

	it.each(notes.map(({ note, tests }) => [note, tests] as const))(
		'names tests that exist in [^%s]',
		(_note, tests) => {
			expect(tests.length).toBeGreaterThan(0);
			for (const { file, title } of tests) {
				expect(readFileSync(file, 'utf8')).toContain(`'${title}'`);
			}
		},
	);

	it('uses each footnote, and has each that it uses', () => {
		const used = [...sentences.matchAll(/\[\^([\w-]+)\]/g)].map(([, note]) => note!);
		expect([...new Set(used)].sort()).toEqual(notes.map(({ note }) => note).sort());
	});
});

it.each([
	['money-safety', 20],
	['idempotency-keys', 5],
])('names a test for each guarantee of docs/%s.md', (name, fewest) => {
	const { sentences } = readFootnoted(name);
	const bullets = sentences.split('\n').filter((line) => line.startsWith('- '));
	expect(bullets.length).toBeGreaterThan(fewest);
	expect(bullets.filter((line) => !/\.\[\^[\w-]+\]/.test(line))).toEqual([]);
});
