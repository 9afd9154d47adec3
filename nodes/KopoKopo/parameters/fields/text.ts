import { prose, requiredProse, requiredText, text } from '../checks';
import { field, type FieldTexts, type ValueField } from '../field';

type TextField = Omit<FieldTexts, 'check'> & Partial<Pick<FieldTexts, 'check'>>;

/** A text of which nothing more is known than whether it may be empty. */
export const textField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredText : text, ...more });

/** The same for people to read, such as a name: invisible characters in it are sent. */
export const proseField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredProse : prose, ...more });
