import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** A local npm registry that an n8n takes for the public one. */
export interface Registry {
	/** With this, an n8n and its npm reach this registry, and no other host with HTTPS. */
	environment: Record<string, string>;
	/** Publishes a tarball. */
	publish(tarball: string): Promise<void>;
	stop(): Promise<void>;
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
	const { path: folder, remove } = temporaryFolder(join(tmpdir(), 'kopokopo-registry-'));
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
		arguments: [join(program, 'node_modules', 'verdaccio', 'bin', 'verdaccio'), '--config', file('config.json')],
		folder,
		environment: { HOME: folder, PATH: process.env.PATH },
	});
	const npmOptions = [
		`--registry=${url}/`,
		`--cafile=${file('cert.pem')}`,
		`--cache=${file('npm-cache')}`,
	];
	await waitFor('registry', 60, async () => {
		if (running.hasEnded()) throw new Error(`The registry has ended:\n${running.tail(20)}`);
		return npm(folder, ['ping', ...npmOptions]).catch(() => undefined);
	});
	report(`Verdaccio answers at ${url}`);

	const proxy = await startProxy(port);
	return {
		environment: {
			// Of its own, since npm would remember in the user's folder what this registry answers.
			HOME: await mkdtemp(file('home-')),
			HTTPS_PROXY: proxy.url,
			NODE_EXTRA_CA_CERTS: file('cert.pem'),
			npm_config_cafile: file('cert.pem'),
		},
		async publish(tarball) {
			// npm wants a token, whatever the registry does with it.
			const token = `--//${ownHost}:${port}/:_authToken=none`;
			await npm(folder, ['publish', tarball, '--access=public', token, ...npmOptions]);
		},
		async stop() {
			await proxy.stop();
			await running.stop();
			await remove();
		},
	};
}

/** An HTTP proxy that leads to one port of this machine what is meant for the public registry, and nothing else anywhere. */
async function startProxy(port: number): Promise<{ url: string; stop(): Promise<void> }> {
	const server = createServer((_, response) => response.writeHead(502).end());
	server.on('connect', ({ url }, client) => {
		client.on('error', () => client.destroy());
		if (url !== `${publicHost}:443`) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
		const registry = connect(port, loopback, () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			client.pipe(registry).pipe(client);
		});
		registry.on('error', () => client.destroy());
		client.on('close', () => registry.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	return {
		url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
		stop: onShutdown(() => {
			server.closeAllConnections();
			server.close();
		}),
	};
}
