import type { Host } from '../host/install.mts';
import type { RegistryAddress } from '../host/registry.mts';
import type { Session } from '../host/rest-client.mts';

interface SharedN8n {
	host: Host;
	session: Session;
	/** Where it keeps its database. */
	userFolder: string;
	/** Where to ask for a restart. */
	restartUrl: string;
	/** Where it installs packages from, if it has been started without this one. */
	registry?: RegistryAddress;
}

const variable = 'KOPOKOPO_E2E_N8N';

/** Leaves word of the running n8n for the test files, which have no module in common with Jest's set-up. */
export function handOver(n8n: SharedN8n): void {
	process.env[variable] = JSON.stringify(n8n);
}

/** The n8n that Jest's set-up has started. */
export function sharedN8n(): SharedN8n {
	const word = process.env[variable];
	if (!word)
		throw new Error(
			'No n8n was started: run this through npm run test:e2e or npm run test:browser.',
		);
	return JSON.parse(word) as SharedN8n;
}
