import type { ICredentialDataDecryptedObject, IN8nHttpFullResponse } from 'n8n-workflow';

import type { ApiVersion } from '../payloads/events';
import { trimInvisible } from '../payloads/invisible';
import { asText } from '../payloads/values';
import { collectionPath, type Endpoint } from './endpoints';
import { apiOrigin, parseUrl } from './environments';
import { throwInputError } from './input-error';
import { unreadable } from './unreadable';

const bareId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const resourcePath = /^\/api\/v[12]\/([a-z_]+)\/([A-Za-z0-9][A-Za-z0-9_-]{0,127})$/;

/** Undefined if not a URL. Behind its gateway, the API writes some links to its host with http: they mean the origin. */
function linkOf(text: string, origin: string): URL | undefined {
	const url = parseUrl(text);
	if (url?.protocol !== 'http:') return url;
	const secure = new URL(url);
	secure.protocol = 'https:';
	return secure.origin === origin ? secure : url;
}

/**
 * Path of a resource by its ID or Location URL. The token is sent along, so the URL must have this origin and
 * collection (in either API version): official SDKs that accept any URL leak the token.
 * @throws InputError with the reason
 */
export function resourcePathOf(
	location: unknown,
	endpoint: Endpoint,
	origin: string,
	chosen: ApiVersion,
): string {
	const text = trimInvisible(asText(location)).replace(/\/$/, '');
	if (bareId.test(text)) return `${collectionPath(endpoint, chosen)}/${text}`;

	const unusable = (reason: string): never =>
		throwInputError(
			`The ID or URL cannot be used: ${reason}.`,
			`Use the ID or the Location URL that was returned when the ${endpoint.noun} was created.`,
		);
	if (text === '' && !location) return unusable('it is empty');
	const url = linkOf(text, origin);
	if (!url) return unusable('it is neither a URL nor an ID');
	if (url.origin !== origin) {
		return unusable(`it points to ${url.origin}, but the credential is for ${origin}`);
	}
	const [, collection] = resourcePath.exec(url.pathname) ?? [];
	if (!collection || url.username || url.password || url.search || url.hash) {
		return unusable('it is not the URL of a Kopo Kopo resource');
	}
	if (collection !== endpoint.collection) {
		return unusable(`it belongs to ${collection}, not to ${endpoint.collection}`);
	}
	return url.pathname;
}

export function idOfLocation(location: string): string | undefined {
	const path = location.split(/[?#]/)[0] ?? '';
	return path.split('/').filter(Boolean).pop();
}

export function locationIn(
	{ headers }: Pick<IN8nHttpFullResponse, 'headers'>,
	credentials: ICredentialDataDecryptedObject,
): string | undefined {
	const location = asText(headers.location);
	const origin = apiOrigin(credentials);
	if (!idOfLocation(location) || !URL.canParse(location, origin)) return undefined;
	const { href } = new URL(location, origin);
	return linkOf(href, origin)?.href ?? href;
}

/** Reads a `201` with a Location and no body. @throws RequestFailure if it has no Location */
export function createdBy(
	response: IN8nHttpFullResponse,
	credentials: ICredentialDataDecryptedObject,
): { id: string; location: string } {
	const location = locationIn(response, credentials);
	const id = idOfLocation(location ?? '');
	if (!location || !id) throw unreadable(response, 'a Location');
	return { id, location };
}
