import { generateKeyPairSync, sign } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { listen } from '../../simulator/server.mts';

/** A value of DER (X.690): its tag, its length, its content. */
function der(tag: number, ...content: Buffer[]): Buffer {
	const body = Buffer.concat(content);
	const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const year = (digits: string) => der(0x17, Buffer.from(`${digits}0101000000Z`));
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));

/** A certificate that nobody has issued (RFC 5280), with its key. */
function ownCertificate(): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const unsigned = sequence(
		der(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		sequence(),
		sequence(year('20'), year('49')),
		sequence(),
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', unsigned, privateKey));
	const encoded = sequence(unsigned, ecdsaWithSha256, signature).toString('base64');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${encoded}\n-----END CERTIFICATE-----\n`,
	};
}

/** An HTTPS server in front of an HTTP one, as Kopo Kopo has: it says in a header how it was reached. */
export async function startHttpsProxy(target: string): Promise<{ url: string; server: Server }> {
	const server = createServer(ownCertificate(), (request, response) => {
		const { method, headers, url } = request;
		const passed = httpRequest(
			new URL(url ?? '/', target),
			{ method, headers: { ...headers, 'x-forwarded-proto': 'https' } },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			},
		);
		request.pipe(passed);
	});
	await listen(server, 0, '127.0.0.1');
	const { port } = server.address() as AddressInfo;
	return { url: `https://127.0.0.1:${port}`, server };
}
