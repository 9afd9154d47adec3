import { styleText } from 'node:util';

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format: Parameters<typeof styleText>[0], text: string) =>
	coloured ? styleText(format, text) : text;

const indent = (text: string) => text.replace(/^/gm, '   ');
const write = (text: string) => process.stdout.write(`${text}\n`);

let steps = 0;

/** Opens the next numbered step of the story. */
export function step(title: string): void {
	steps += 1;
	write(`\n${style('bold', `${steps}. ${title}`)}`);
}

/** A line of what happens within a step. */
export function note(text: string): void {
	write(style('dim', indent(text)));
}

/** Data with a label: text as it is, everything else as JSON. */
export function show(label: string, data: unknown): void {
	const text = typeof data === 'string' ? data : JSON.stringify(data, null, 2);
	write(`${indent(style('cyan', label))}\n${indent(indent(text))}`);
}

/** The end of a story that went well. */
export function celebrate(text: string): void {
	write(`\n${style(['bold', 'green'], text)}`);
}

/** What went wrong. */
export function complain(text: string): void {
	process.stderr.write(`\n${style(['bold', 'red'], text)}\n`);
}
