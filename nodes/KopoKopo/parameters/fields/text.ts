import { prose, requiredProse, requiredText, text } from '../checks';
import { field, type FieldTexts } from '../field';

type TextField<Name extends string> = Omit<FieldTexts<Name, string | undefined>, 'check'> &
	Partial<Pick<FieldTexts<Name, string | undefined>, 'check'>>;

export const textField = <const Name extends string>(more: TextField<Name>) =>
	field({ check: more.required ? requiredText : text, ...more });

export const proseField = <const Name extends string>(more: TextField<Name>) =>
	field({ check: more.required ? requiredProse : prose, ...more });
