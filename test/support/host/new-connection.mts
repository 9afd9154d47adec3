/**
 * `fetch`, on a new connection that ends with the answer. A busy n8n may close an idle connection while the next request
 * is on its way.
 */
export const fetchOnNewConnection = (
	url: string | URL,
	{ headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Response> => fetch(url, { ...init, headers: { ...headers, connection: 'close' } });
