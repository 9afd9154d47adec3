import { prose, requiredProse, requiredText, text } from '../checks';
import { field, type FieldTexts, type ValueField } from '../field';

type TextField = Omit<FieldTexts, 'check'> & Partial<Pick<FieldTexts, 'check'>>;

/** Text that may be anything, but not empty if it is required. */
export const textField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredText : text, ...more });

/** Text for people, such as a name: joiners and variation selectors in it are sent. */
export const proseField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredProse : prose, ...more });
