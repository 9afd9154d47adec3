import express, { Router } from 'express';

/** The files of the page, from where npm runs: the root of the repository. */
const FOLDER = 'test/simulator/page';

/** The page at `/`, which shows what happens live and lets a person make a customer pay. */
export function pageRouter(): Router {
	return Router().use(
		express.static(FOLDER, {
			setHeaders: (response) => {
				response.setHeader('Content-Security-Policy', "default-src 'self'; img-src data:");
				response.setHeader('Cache-Control', 'no-store');
			},
		}),
	);
}
