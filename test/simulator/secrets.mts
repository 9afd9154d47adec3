import type { RecordedRequest } from './requests.mts';

const KEYS = 'client_secret|access_token|token|api_key';

const inForms = new RegExp(`\\b(${KEYS})=([^&]+)`, 'g');
const inJson = new RegExp(`"(${KEYS})"(\\s*:\\s*)"((?:[^"\\\\]|\\\\.)+)"`, 'g');

/** Replaces each secret in the path, headers and body of a request. */
export function replaceSecrets(
	request: RecordedRequest,
	replacement: (key: string, secret: string) => string,
): RecordedRequest {
	const inForm = (text: string) =>
		text.replace(
			inForms,
			(_all, key: string, secret: string) => `${key}=${replacement(key, secret)}`,
		);
	const body = request.body.replace(
		inJson,
		(_all, key: string, colon: string, secret: string) =>
			`"${key}"${colon}"${replacement(key, secret)}"`,
	);
	const { authorization } = request.headers;
	const [, scheme = '', token = ''] = /^(\S+ +)?(.*)$/s.exec(authorization ?? '') ?? [];

	return {
		...request,
		path: inForm(request.path),
		headers: {
			...request.headers,
			...(authorization && { authorization: scheme + replacement('token', token) }),
		},
		body: inForm(body),
	};
}
