import { generateKeyPairSync, sign } from 'node:crypto';

/** A value of DER (X.690): its tag, its length, its content. */
function der(tag: number, ...content: Buffer[]): Buffer {
	const body = Buffer.concat(content);
	const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const year = (digits: string) => der(0x17, Buffer.from(`${digits}0101000000Z`));
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const version3 = der(0xa0, der(0x02, Buffer.from([2])));

/** The extension subjectAltName. */
const alternativeNames = (names: readonly string[]) =>
	sequence(
		der(0x06, Buffer.from('551d11', 'hex')),
		der(0x04, sequence(...names.map((name) => der(0x82, Buffer.from(name))))),
	);

/** An X.509 certificate, with its key. */
export interface Certificate {
	key: string;
	cert: string;
}

/** A certificate for some hosts that only those trust that are given it (RFC 5280). */
export function ownCertificate(...hosts: string[]): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const unsigned = sequence(
		version3,
		der(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		sequence(),
		sequence(year('20'), year('49')),
		sequence(),
		publicKey.export({ type: 'spki', format: 'der' }),
		...(hosts.length ? [der(0xa3, sequence(alternativeNames(hosts)))] : []),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', unsigned, privateKey));
	const encoded = sequence(unsigned, ecdsaWithSha256, signature).toString('base64');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${encoded}\n-----END CERTIFICATE-----\n`,
	};
}
