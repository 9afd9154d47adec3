import type { Field } from '../../../nodes/KopoKopo/parameters/field.ts';
import { enteredIn, readValues } from '../../../nodes/KopoKopo/parameters/read.ts';

/** What a check may know beside parameters. */
export const about = { timezone: 'Africa/Nairobi', apiVersion: 'v1' as const, written: {} };

/** What parameters mean, of which n8n has kept these. */
export const read = (fields: readonly Field[], kept: Record<string, unknown>) =>
	readValues(fields, enteredIn(kept), { ...about, written: kept });
