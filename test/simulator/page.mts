import express, { Router } from 'express';

/** Relative to the root of the repository, where npm runs. */
const FOLDER = 'test/simulator/page';

const POLICY =
	"default-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The page at `/`. */
export function pageRouter(): Router {
	return Router().use(
		express.static(FOLDER, {
			setHeaders: (response) => {
				response.setHeader('Content-Security-Policy', POLICY);
				response.setHeader('Cache-Control', 'no-store');
			},
		}),
	);
}
