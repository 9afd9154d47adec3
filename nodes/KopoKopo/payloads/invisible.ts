/** Characters that show nothing, such as joiners, direction marks and variation selectors. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** No-break spaces and their like, which look like an ordinary space. */
const anySpace = /\p{Zs}/gu;

const noBreakSpace = /[\u00a0\u2007\u202f]/g;

/** White space and invisible marks, without joiners and variation selectors: an emoji may end in these. */
const blank = '[\\s\\u00ad\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]';
const around = new RegExp(`^${blank}+|(?<!${blank})${blank}+$`, 'g');

/** The same text for everything that looks the same: NFC, no invisible characters, ordinary spaces, trimmed. */
export const keyText = (written: string): string =>
	written.replace(invisible, '').normalize('NFC').replace(anySpace, ' ').trim();

/** Text for people, in which invisible characters have a meaning: only those around it are removed. */
export const proseText = (written: string): string =>
	keyText(written) === '' ? '' : written.replace(around, '');

export const withoutNoBreakSpaces = (written: string): string => written.replace(noBreakSpace, '');

const hidden = '[\\s\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]+';
const hiddenAround = new RegExp(`^${hidden}|${hidden}$`, 'gu');

/** Text without the invisible characters around it that copying can add. Those inside stay, as in a secret. */
export const trimInvisible = (written: string): string => written.replace(hiddenAround, '');
