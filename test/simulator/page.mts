import express, { Router } from 'express';

/** The files of the page, from where npm runs: the root of the repository. */
const FOLDER = 'test/simulator/page';

/** Nothing from elsewhere, and no page of another site around it. */
const POLICY =
	"default-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The page at `/`, which shows what happens live and lets a person make a customer pay. */
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
