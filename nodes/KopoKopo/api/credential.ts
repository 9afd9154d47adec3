import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { asText } from '../payloads/values';

/** The credential type of the nodes. */
export const credentialName = 'kopoKopoApi';

/** Characters that copying adds to a text and no screen shows, also byte order and direction marks. */
const invisible = '[\\s\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]+';

const aroundText = new RegExp(`^${invisible}|${invisible}$`, 'gu');

/** A text without white space and invisible characters around it; empty for any other value. */
export const trimInvisible = (value: unknown): string => asText(value).replace(aroundText, '');

/** A field of the credential as it is used everywhere: in requests, signatures and keys of stored data. */
export const credentialText = (
	credentials: ICredentialDataDecryptedObject,
	field: 'apiKey' | 'baseUrl' | 'clientId' | 'clientSecret',
): string => trimInvisible(credentials[field]);
