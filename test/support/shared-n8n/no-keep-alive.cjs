// n8n closes a connection after five idle seconds. A busy n8n may do so while the next request is on its way.
const { fetch } = globalThis;

globalThis.fetch = (input, init = {}) => {
	const headers = new Headers(init.headers);
	headers.set('connection', 'close');
	return fetch(input, { ...init, headers });
};
