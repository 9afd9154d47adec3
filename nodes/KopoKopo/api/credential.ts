/** The credential type of the nodes. */
export const credentialName = 'kopoKopoApi';
