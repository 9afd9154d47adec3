import express from 'express';
import k2, { type K2 } from 'k2-connect-node';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manualClock } from './clock.mts';
import { type Simulator, startSimulator } from './simulator.mts';

/** The official SDK, which nobody here wrote, finds nothing amiss. */
const clock = manualClock();
const handled: unknown[] = [];
const refused: unknown[] = [];
let simulator: Simulator;
let sdk: K2;
let merchant: Server;
let merchantUrl: string;
let accessToken: string;

beforeAll(async () => {
	simulator = await startSimulator({ clock });
	sdk = k2({ ...simulator.application, baseUrl: simulator.url });

	const app = express();
	app.use(express.json());
	app.post('/hook', (request, response) => {
		sdk.Webhooks.webhookHandler(request, response).then(
			(body) => handled.push(body),
			(error) => refused.push(error),
		);
	});
	merchant = await new Promise<Server>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	merchantUrl = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/hook`;
});
beforeEach(async () => {
	simulator.reset();
	handled.length = 0;
	refused.length = 0;
	accessToken = (await sdk.TokenService.getToken()).access_token;
});
afterAll(async () => {
	await simulator.close();
	merchant.closeAllConnections();
	await new Promise((resolve) => merchant.close(resolve));
});

const askForPayment = (changes: Record<string, unknown> = {}) =>
	sdk.StkService.initiateIncomingPayment({
		paymentChannel: 'M-PESA STK Push',
		tillNumber: 'K000123',
		firstName: 'Joe',
		lastName: 'Buyer',
		phoneNumber: '+254999999999',
		currency: 'KES',
		amount: 115.5,
		metadata: { reference: '123456', notes: 'Chai & mandazi – ½' },
		callbackUrl: merchantUrl,
		accessToken,
		...changes,
	});

const subscribe = () =>
	sdk.Webhooks.subscribe({
		eventType: 'buygoods_transaction_received',
		url: merchantUrl,
		scope: 'till',
		scopeReference: 'K000123',
		accessToken,
	});

it('gets a token, asks about it and revokes it', async () => {
	expect(await sdk.TokenService.getToken()).toMatchObject({
		token_type: 'Bearer',
		expires_in: 3600,
	});
	expect(await sdk.TokenService.infoToken({ accessToken })).toMatchObject({ expires_in: 3600 });
	await sdk.TokenService.introspectToken({ accessToken });

	await sdk.TokenService.revokeToken({ accessToken });

	await expect(sdk.TokenService.infoToken({ accessToken })).rejects.toBe('Unauthorized');
});

it('is refused with wrong keys', async () => {
	const stranger = k2({ ...simulator.application, clientSecret: 'wrong', baseUrl: simulator.url });

	await expect(stranger.TokenService.getToken()).rejects.toBe('Unauthorized');
});

it('asks for a payment, follows it, and accepts the result', async () => {
	const location = await askForPayment();
	expect(await sdk.StkService.getStatus({ location, accessToken })).toMatchObject({
		data: { attributes: { status: 'Pending' } },
	});

	await clock.advance(2000);

	const status = await sdk.StkService.getStatus({ location, accessToken });
	expect(status).toMatchObject({ data: { attributes: { status: 'Success' } } });
	expect(handled).toEqual([status]);
});

it('is told why a payment cannot be asked for', async () => {
	await expect(askForPayment({ phoneNumber: '0712345678' })).rejects.toEqual({
		error_code: 400,
		error_message: 'Subscriber phone number is an invalid number',
	});
});

it('subscribes, and accepts the webhook', async () => {
	const location = await subscribe();
	expect(await sdk.Webhooks.getStatus({ location, accessToken })).toMatchObject({
		data: { type: 'webhook_subscription' },
	});

	await simulator.payTill({ tillNumber: 'K000123', amount: 5 });

	expect(handled).toMatchObject([{ topic: 'buygoods_transaction_received' }]);
});

it('does not accept a forged delivery', async () => {
	await subscribe();

	await simulator.payTill({ tillNumber: 'K000123', amount: 5, phoneNumber: '+254700000011' });

	expect(handled).toHaveLength(1);
	expect(refused).toEqual(['401: Webhook not authenticated']);
});
