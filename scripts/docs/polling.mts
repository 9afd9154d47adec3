import { propertyOf } from '../../nodes/KopoKopo/parameters/field.ts';
import { fields } from '../../nodes/KopoKopo/polling-trigger/fields.ts';
import { parameterTable } from './markdown.mts';

export const pollingFile = 'docs/polling.md';

const begin = '<!-- parameters: written by npm run docs -->';
const end = '<!-- end of parameters -->';

/** The page of the polling trigger with its table of parameters brought up to date. */
export function pollingPage(page: string): string {
	const [before, rest = ''] = page.split(begin);
	const after = rest.split(end)[1];
	return `${before}${begin}\n\n${parameterTable(fields.map(propertyOf))}\n\n${end}${after}`;
}
