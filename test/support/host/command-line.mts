/** A whole number from 1 on that an option of the command line takes. */
export function naturalOf(option: string, text: string): number {
	if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
	throw new Error(`${option} takes whole numbers from 1 to 999999, not "${text}".`);
}

/** Which of the known names an option of the command line lists, in the order in which they are known. */
export function namesOf<Name extends string>(
	option: string,
	known: readonly Name[],
	text: string,
): Name[] {
	const asked = text.split(',');
	const unknown = asked.find((name) => !known.some((one) => one === name));
	if (unknown === undefined) return known.filter((name) => asked.includes(name));
	throw new Error(`${option} takes ${known.join(', ')}, not "${unknown}".`);
}
