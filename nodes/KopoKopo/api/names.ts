/** The credential type of both nodes. */
export const credentialName = 'kopoKopoApi';

/** Time-out of a request in milliseconds, where Request Options set none. */
export const defaultTimeout = 30_000;
