import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { ownCertificate } from './certificate.mts';
import { temporaryFolder } from './folders.mts';
import { installed, type Host } from './install.mts';
import { npm } from './npm.mts';
import { freePort, loopback } from './ports.mts';
import { start } from './process.mts';
import type { Report } from './progress.mts';
import { registryRecipe } from './recipe.mts';
import { onShutdown } from './shutdown.mts';
import { waitFor } from './wait.mts';

/** Where to publish, as plain data that can be handed to another process. */
export interface RegistryAddress {
	url: string;
	/** The certificate to trust. */
	cafile: string;
	/** For npm, which would else remember what this registry answers in the user's own cache. */
	cache: string;
}

/** A local npm registry that n8n uses as if it were the public one. It ends with this process. */
export interface Registry {
	address: RegistryAddress;
	/** With this, an n8n and its npm reach this registry, and no other host with HTTPS. */
	environment: Record<string, string>;
}

const npmOptions = ({ url, cafile, cache }: RegistryAddress) => [
	`--registry=${url}/`,
	`--cafile=${cafile}`,
	`--cache=${cache}`,
];

/** Publishes a tarball. */
export async function publish(address: RegistryAddress, tarball: string): Promise<void> {
	// npm refuses to publish without a token, even where the registry ignores it.
	const token = `--//${new URL(address.url).host}/:_authToken=none`;
	await npm(dirname(tarball), [
		'publish',
		tarball,
		'--access=public',
		token,
		...npmOptions(address),
	]);
}

const publicHost = 'registry.npmjs.org';
const ownHost = 'localhost';

/**
 * Starts Verdaccio as if it were the public registry. n8n asks for a licence where it is to use another address
 * (`getNpmRegistry` in its community-packages.service), so its address stays, and a proxy leads it here.
 *
 * @param host brings the Node that Verdaccio needs
 */
export async function startRegistry(host: Host, report: Report): Promise<Registry> {
	const program = await installed(registryRecipe(), report);
	const { path: folder } = temporaryFolder(join(tmpdir(), 'kopokopo-registry-'));
	const { key, cert } = ownCertificate(publicHost, ownHost);
	const file = (name: string) => join(folder, name);
	await writeFile(file('key.pem'), key);
	await writeFile(file('cert.pem'), cert);

	const port = await freePort();
	const url = `https://${ownHost}:${port}`;
	await writeFile(
		file('config.json'),
		JSON.stringify({
			storage: file('storage'),
			listen: `https://${loopback}:${port}`,
			https: { key: file('key.pem'), cert: file('cert.pem') },
			uplinks: {},
			packages: { '**': { access: '$all', publish: '$all' } },
			web: { enable: false },
			log: { type: 'stdout', format: 'json', level: 'warn' },
		}),
	);
	const running = start({
		file: host.node,
		arguments: [
			join(program, 'node_modules', 'verdaccio', 'bin', 'verdaccio'),
			'--config',
			file('config.json'),
		],
		folder,
		environment: { HOME: folder, PATH: process.env.PATH },
	});
	const address = { url, cafile: file('cert.pem'), cache: file('npm-cache') };
	await waitFor('registry', 240, async () => {
		if (running.hasEnded()) throw new Error(`The registry has ended:\n${running.tail(20)}`);
		return npm(folder, ['ping', ...npmOptions(address)]).catch(() => undefined);
	});
	report(`Verdaccio answers at ${url}`);

	return {
		address,
		environment: {
			// A new one, for npm's cache and settings.
			HOME: await mkdtemp(file('home-')),
			HTTPS_PROXY: await startProxy(port),
			NODE_EXTRA_CA_CERTS: address.cafile,
			npm_config_cafile: address.cafile,
		},
	};
}

/** An HTTP proxy to one port of this machine for what is meant for the public registry, and to nowhere for all else. */
async function startProxy(port: number): Promise<string> {
	const server = createServer((_, response) => response.writeHead(502).end());
	server.on('connect', ({ url }, client) => {
		client.on('error', () => client.destroy());
		if (url !== `${publicHost}:443`) {
			client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		const registry = connect(port, loopback, () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			client.pipe(registry).pipe(client);
		});
		registry.on('error', () => client.destroy());
		client.on('close', () => registry.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	onShutdown(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://${loopback}:${(server.address() as AddressInfo).port}`;
}
