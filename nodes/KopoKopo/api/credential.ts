import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { trimInvisible } from '../payloads/invisible';
import { asText } from '../payloads/values';

export const credentialName = 'kopoKopoApi';

export const credentialText = (
	credentials: ICredentialDataDecryptedObject,
	field: 'apiKey' | 'baseUrl' | 'clientId' | 'clientSecret',
): string => trimInvisible(asText(credentials[field]));
