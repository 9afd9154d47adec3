import { recipientType } from '../accounts.mts';

export const externalRecipient = recipientType('external_recipients', 'v2', 'external_recipient');
