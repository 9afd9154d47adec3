/** The official SDK has no types; these are the parts that the tests use. */
declare module 'k2-connect-node' {
	interface Authorised {
		accessToken: string;
	}

	/** Creates a resource and returns its location. */
	type Ask = (options: Authorised & Record<string, unknown>) => Promise<string>;

	type GetStatus = (options: Authorised & { location: string }) => Promise<unknown>;

	interface K2 {
		TokenService: {
			getToken(): Promise<{ access_token: string; token_type: string; expires_in: number }>;
			infoToken(options: Authorised): Promise<{ expires_in: number }>;
			introspectToken(options: Authorised): Promise<unknown>;
			revokeToken(options: Authorised): Promise<unknown>;
		};
		StkService: { initiateIncomingPayment: Ask; getStatus: GetStatus };
		PayService: { addPayRecipient: Ask; sendPay: Ask; getStatus: GetStatus };
		TransferService: {
			createMerchantBankAccount: Ask;
			createMerchantWallet: Ask;
			settleFunds: Ask;
			getStatus: GetStatus;
		};
		PollingService: { pollTransactions: Ask; getStatus: GetStatus };
		SmsNotificationService: { sendTransactionSmsNotification: Ask; getStatus: GetStatus };
		Webhooks: {
			subscribe: Ask;
			getStatus: GetStatus;
			/** Answers 200 or 401, and rejects after 401. */
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
