import type { Result } from './result.mts';

const whole = new Intl.NumberFormat('en');

export const columns = [
	'',
	'Sent',
	'Lost',
	'Twice',
	'Forged',
	"Lost, n8n's own",
	'Twice, explained',
];

const promise = (value: number) =>
	value === 0 ? whole.format(value) : `**${whole.format(value)}**`;

/** The cells of a result, under the columns. */
export const rowOf = (result: Result) => [
	`${result.trial}${notesOf(result)}`,
	whole.format(result.sent),
	promise(result.lost),
	promise(result.twice),
	promise(result.forged),
	whole.format(result.lostByN8n),
	whole.format(result.explained),
];

const notesOf = ({ notes, unaccepted }: Result) =>
	[
		...(unaccepted ? [`**${unaccepted} never accepted**`] : []),
		...Object.entries(notes).map(([name, count]) => `_${count} ${name}_`),
	]
		.map((note) => `<br>${note}`)
		.join('');
