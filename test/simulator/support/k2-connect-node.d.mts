/** What the tests use of the official SDK, which comes without types. */
declare module 'k2-connect-node' {
	interface Authorised {
		accessToken: string;
	}

	interface K2 {
		TokenService: {
			getToken(): Promise<{ access_token: string; token_type: string; expires_in: number }>;
			infoToken(options: Authorised): Promise<{ expires_in: number }>;
			introspectToken(options: Authorised): Promise<unknown>;
			revokeToken(options: Authorised): Promise<unknown>;
		};
		StkService: {
			initiateIncomingPayment(options: Authorised & Record<string, unknown>): Promise<string>;
			getStatus(options: Authorised & { location: string }): Promise<unknown>;
		};
		Webhooks: {
			subscribe(options: Authorised & Record<string, unknown>): Promise<string>;
			getStatus(options: Authorised & { location: string }): Promise<unknown>;
			/** Answers 200 or 401; rejects in the second case. */
			webhookHandler(
				request: import('express').Request,
				response: import('express').Response,
			): Promise<unknown>;
		};
	}

	export default function k2(options: {
		clientId: string;
		clientSecret: string;
		apiKey: string;
		baseUrl: string;
	}): K2;
}
