import fc from 'fast-check';

/** Addresses that look like ones of Kopo Kopo in one way or another. */
export const address = fc.oneof(
	fc.string(),
	fc.anything(),
	fc.webUrl({ withFragments: true, withQueryParameters: true }),
	fc
		.tuple(
			fc.constantFrom(
				'https://',
				'http://',
				'HTTPS://',
				'//',
				'https:/',
				'https:\\\\',
				'ftp://',
				'',
			),
			fc.constantFrom('', 'user@', 'user:pass@', 'api.kopokopo.com@', 'api.kopokopo.com:443@'),
			fc.constantFrom(
				'api.kopokopo.com',
				'API.kopokopo.com',
				'api.kopokopo.com.evil.example',
				'evil.example',
				'127.0.0.1',
				'[::1]',
				'api.kopokopo.com\\.evil.example',
			),
			fc.constantFrom('', ':443', ':80', ':8443'),
			fc.constantFrom(
				'/api/v1/incoming_payments/',
				'/api/v2/incoming_payments/',
				'/api/v1/incoming_payments/../payments/',
				'/oauth/token',
				'/api/v1/incoming_payments/%2e%2e/',
				'/',
				'',
			),
			fc.oneof(fc.string(), fc.uuid()),
		)
		.map((parts) => parts.join('')),
);
