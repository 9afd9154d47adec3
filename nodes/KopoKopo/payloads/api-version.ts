/** The versions of Kopo Kopo's API, both of which are in use. */
export type ApiVersion = 'v1' | 'v2';
