import { recipientType } from '../accounts.mts';

/** What v2 calls a recipient. */
export const externalRecipient = recipientType('external_recipients', 'v2', 'external_recipient');
