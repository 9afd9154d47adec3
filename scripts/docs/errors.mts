import * as accessTokenError from '../../nodes/KopoKopo/api/access-token-error.ts';
import { connectionReasons } from '../../nodes/KopoKopo/api/error-text.ts';
import * as requestFailure from '../../nodes/KopoKopo/api/request-failure.ts';
import { listErrors, type ListedError, type Outcome } from './errors/collect.mts';
import { code, table } from './markdown.mts';

export const errorsFile = 'docs/errors.md';

interface Section {
	heading: string;
	text: string;
	/** Beginnings of the files with its errors. */
	from: string[];
	/** Whether a request may have left n8n. */
	mayBeSent?: true;
	more?: () => string[];
}

/** The first one that a file belongs to has its errors. */
const sections: Section[] = [
	{
		heading: 'What you entered',
		text: 'Nothing was sent. _Field_ is the label of the field, such as Amount; [What you can enter](inputs.md) has the rules.',
		from: ['parameters/', 'operations/'],
	},
	{
		heading: 'Payments and their results',
		text: 'See also [a payment that may have been sent](troubleshooting.md#a-payment-that-may-have-been-sent) and [what a retry sends](troubleshooting.md#what-a-retry-sends).',
		from: ['run/'],
		mayBeSent: true,
	},
	{
		heading: 'Requests to Kopo Kopo',
		text: 'The reasons in _n8n could not reach Kopo Kopo_ are [below](#no-connection).',
		from: ['api/location', 'api/polling', 'api/request', 'api/unreadable'],
		mayBeSent: true,
		more: () => [
			'If Kopo Kopo answers with an error, the message has the status in parentheses, and then the reason that Kopo Kopo gave. The first row with the status applies.',
			table(['Status', 'Error', 'The request', 'What to do'], statusRows()),
		],
	},
	{
		heading: 'Credential and access token',
		text: 'Nothing was sent.',
		from: ['api/'],
		more: () => [
			'Where _did not issue an access token_ has one of these statuses, the advice differs. The first row with the status applies.',
			table(['Status', 'Error', 'What to do'], tokenStatusRows()),
		],
	},
	{
		heading: 'Kopo Kopo Trigger',
		text: 'These stop the activation. If the trigger is active but never starts, see [The trigger receives nothing](trigger-receives-nothing.md), which also has the responses that Kopo Kopo gets.',
		from: ['webhook-trigger/', 'webhooks/'],
	},
	{
		heading: 'Kopo Kopo Polling Trigger',
		text: 'A failed poll loses nothing: the next one requests the same period again.',
		from: ['polling-trigger/'],
	},
];

const lookUp = 'troubleshooting.md#a-payment-that-may-have-been-sent';

const outcomes: Readonly<Record<Outcome, string>> = {
	notSent: 'Not sent',
	rejected: 'Rejected',
	accepted: 'Accepted',
	unknown: 'May have been accepted',
};

/** A text as Markdown: nothing in it is markup or a link. */
const shown = (text: string): string =>
	text
		.replace(/[\\`*<>|[\]]/g, '\\$&')
		.replaceAll('{field}', '_Field_')
		.replace(/https?:\/\/[\w:]+/g, code);

const lines = (texts: readonly string[]): string => texts.map(shown).join('<br>');

/** If the request may have moved money, the error advises to look it up instead. */
function whatToDo(outcome: Outcome | undefined, advice: string, lookUpAdvice = ''): string {
	if (outcome !== 'unknown') return advice;
	const first = lookUpAdvice || `[Look it up](${lookUp}) before you send it again.`;
	return advice ? `A payment: ${first} Anything else: ${advice}` : first;
}

const rowOf = ({
	messages,
	advice,
	lookUp: own = [],
	outcome,
	isPrefix,
}: ListedError): string[] => [
	lines(messages),
	outcome ? outcomes[outcome] : '',
	isPrefix ? 'See the rest of the message' : whatToDo(outcome, lines(advice), lines(own)),
];

function sectionOf({ file }: ListedError): Section {
	const found = sections.find(({ from }) => from.some((start) => file.startsWith(start)));
	if (!found) throw new Error(`No section of ${errorsFile} has the errors of ${file}`);
	return found;
}

const sorted = (rows: string[][]): string[][] =>
	[...new Map(rows.map((row) => [row.join('|'), row])).values()].sort(([one = ''], [other = '']) =>
		one.localeCompare(other, 'en'),
	);

const range = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);

const statusRows = (): string[][] =>
	requestFailure.statusTable.map((row) => [
		range(row.from, row.to),
		shown(row.message),
		outcomes[row.outcome],
		[
			whatToDo(row.outcome, shown(row.advice)),
			row.adviceWithoutReason && `If Kopo Kopo gave no reason: ${shown(row.adviceWithoutReason)}`,
		]
			.filter(Boolean)
			.join('<br>'),
	]);

const tokenStatusRows = (): string[][] =>
	accessTokenError.statusTable.map((row) => [
		range(row.from, row.to),
		shown(row.message ?? 'Kopo Kopo (…) did not issue an access token'),
		shown(row.advice),
	]);

function connectionRows(): string[][] {
	const byReason = new Map<string, string[]>();
	for (const [name, reason] of Object.entries(connectionReasons)) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), code(name)]);
	}
	return [...byReason].map(([reason, names]) => [reason, names.join(', ')]);
}

/** All errors of the nodes, as Markdown. */
export function errorsPage(all = listErrors()): string {
	// What begins with a small letter is a reason in another error.
	const errors = all.filter(
		({ status, messages: [first = ''] }) => status === undefined && !/^[a-z](?!8n)/.test(first),
	);
	const bySection = new Map<Section, ListedError[]>(sections.map((one) => [one, []]));
	for (const error of errors) bySection.get(sectionOf(error))!.push(error);
	return [
		'# Errors',
		'<!-- Written by npm run docs from the source of the nodes: edit the errors there, not this page. -->',
		'Every error of the nodes, and what to do. Search this page for a few words of your error; … is a part that differs from case to case.',
		`- An error about one of several items begins with "Item 2 of 3:" and ends with how many were accepted, rejected, unknown and not sent.\n- "Kopo Kopo may have accepted it anyway" means that money may have moved: [look the payment up](${lookUp}) before you send it again.\n- If the request was accepted and the payment failed later, there is no error: see [\`failureReason\`](waiting.md#why-was-it-not-paid) and \`errors\` in the result.`,
		...[...bySection].flatMap(([{ heading, text, mayBeSent, more }, listed]) => {
			const rows = sorted(listed.map(rowOf));
			return [
				`## ${heading}`,
				text,
				mayBeSent
					? table(['Error', 'The request', 'What to do'], rows)
					: table(
							['Error', 'What to do'],
							rows.map(([error = '', , advice = '']) => [error, advice]),
						),
				...(more?.() ?? []),
			];
		}),
		'## No connection',
		'_n8n could not reach Kopo Kopo (…): …_ has one of these reasons. The codes are what other programs show for the same problem.',
		table(['Reason', 'Codes'], connectionRows()),
		'',
	].join('\n\n');
}
