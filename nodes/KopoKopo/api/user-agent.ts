import { name, version } from '../../../package.json';

/** Sent with every request, as Kopo Kopo's v2 guides ask for. */
export const userAgent = `${name}/${version}`;
