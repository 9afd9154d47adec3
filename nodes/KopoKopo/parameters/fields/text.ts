import { requiredText, text } from '../checks';
import { field, type FieldTexts, type ValueField } from '../field';

/** A text of which nothing more is known than whether it may be empty. */
export const textField = (
	more: Omit<FieldTexts, 'check'> & Partial<Pick<FieldTexts, 'check'>>,
): ValueField => field({ check: more.required ? requiredText : text, ...more });
