import { prose, requiredProse, requiredText, text } from '../checks';
import { field, type FieldTexts, type ValueField } from '../field';

type TextField = Omit<FieldTexts, 'check'> & Partial<Pick<FieldTexts, 'check'>>;

export const textField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredText : text, ...more });

export const proseField = (more: TextField): ValueField =>
	field({ check: more.required ? requiredProse : prose, ...more });
