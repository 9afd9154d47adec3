import { accessSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { loopback } from '../host/ports.mts';

/** Where Linux distributions and GitHub's machines have it. */
const usualPaths = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/snap/bin/chromium',
];

/** Milliseconds that a browser or a page has for one step: what hangs, fails, and a busy machine only takes longer. */
export const pageTimeout = 90_000;

/** It starts with an empty profile, and asks nobody for anything: it finds this machine only. */
const switches = [
	`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${loopback}`,
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Starts the Chromium of this machine, without a window.
 *
 * @throws Error when there is none, with what to do
 */
export function startChromium(): Promise<Browser> {
	return chromium.launch({ executablePath: chromiumPath(), args: switches, timeout: pageTimeout });
}

function chromiumPath(): string {
	const paths = process.env.CHROMIUM ? [process.env.CHROMIUM] : usualPaths;
	const found = paths.find(isThere);
	if (!found) {
		throw new Error(`No Chromium at ${paths.join(', ')}: install it, or name it in CHROMIUM`);
	}
	return found;
}

function isThere(path: string): boolean {
	try {
		accessSync(path);
		return true;
	} catch {
		return false;
	}
}
