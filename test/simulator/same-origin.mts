import type { RequestHandler } from 'express';

const LOOPBACK = /^(127\.0\.0\.1|\[::1\]|localhost|.+\.localhost)$/;

/**
 * Accepts requests from the simulator's page, tests and commands. A browser with a page of another site
 * sends another Origin or Sec-Fetch-Site, or a foreign Host that resolves to this machine.
 */
export const sameOrigin: RequestHandler = (request, response, next) => {
	const host = request.get('Host') ?? '';
	const origin = request.get('Origin') ?? `http://${host}`;
	const site = request.get('Sec-Fetch-Site') ?? 'none';

	const trusted =
		isLoopback(host) && origin === `http://${host}` && ['none', 'same-origin'].includes(site);
	if (trusted) return next();
	response.status(403).json({
		error:
			'Only a page at a loopback address, such as http://127.0.0.1:4010, can control the simulator',
	});
};

function isLoopback(host: string): boolean {
	return URL.canParse(`http://${host}`) && LOOPBACK.test(new URL(`http://${host}`).hostname);
}
