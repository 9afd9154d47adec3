import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { trimInvisible } from '../payloads/invisible';
import { asText } from '../payloads/values';

/** The credential type of the nodes. */
export const credentialName = 'kopoKopoApi';

/** A field of the credential without invisible characters. */
export const credentialText = (
	credentials: ICredentialDataDecryptedObject,
	field: 'apiKey' | 'baseUrl' | 'clientId' | 'clientSecret',
): string => trimInvisible(asText(credentials[field]));
