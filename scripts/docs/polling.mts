import { propertyOf } from '../../nodes/KopoKopo/parameters/field.ts';
import { fields } from '../../nodes/KopoKopo/polling-trigger/fields.ts';
import { parameterTable, withBlock } from './markdown.mts';

export const pollingFile = 'docs/polling.md';

const block = [
	'<!-- parameters: written by npm run docs -->',
	'<!-- end of parameters -->',
] as const;

/** The page of the polling trigger with its table of parameters brought up to date. */
export const pollingPage = (page: string): string =>
	withBlock(page, block, parameterTable(fields.map(propertyOf)));
