import { prose, requiredProse, requiredText, text } from '../checks';
import { field, type FieldTexts } from '../field';

type TextField<Name extends string> = Omit<FieldTexts<Name, string | undefined>, 'check'> &
	Partial<Pick<FieldTexts<Name, string | undefined>, 'check'>>;

/** Text that may be anything, but not empty if it is required. */
export const textField = <const Name extends string>(more: TextField<Name>) =>
	field({ check: more.required ? requiredText : text, ...more });

/** Text for people, such as a name: joiners and variation selectors in it are sent. */
export const proseField = <const Name extends string>(more: TextField<Name>) =>
	field({ check: more.required ? requiredProse : prose, ...more });
