import { styleText } from 'node:util';

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format: Parameters<typeof styleText>[0], text: string) =>
	coloured ? styleText(format, text) : text;

const indent = (text: string) => text.replace(/^/gm, '   ');
const write = (text: string) => process.stdout.write(`${text}\n`);

let steps = 0;

/** Prints the title of the next numbered step. */
export function step(title: string): void {
	steps += 1;
	write(`\n${style('bold', `${steps}. ${title}`)}`);
}

export function note(text: string): void {
	write(style('dim', indent(text)));
}

export function say(text: string): void {
	write(indent(text));
}

/** Prints a label with text, or with other data as JSON. */
export function show(label: string, data: unknown): void {
	const text = typeof data === 'string' ? data : JSON.stringify(data, null, 2);
	write(`${indent(style('cyan', label))}\n${indent(indent(text))}`);
}

export function celebrate(text: string): void {
	write(`\n${style(['bold', 'green'], text)}`);
}

export function complain(text: string): void {
	process.stderr.write(`\n${style(['bold', 'red'], text)}\n`);
}
