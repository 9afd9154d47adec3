import express from 'express';
import k2, { type K2 } from 'k2-connect-node';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manualClock } from './clock.mts';
import { type Simulator, startSimulator } from './simulator.mts';

/** Kopo Kopo's official SDK works with the simulator. */
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

const isFunction = (value: unknown) => typeof value === 'function';

const bankAccount = {
	accountName: 'Jane Doe',
	accountNumber: '1234567',
	bankBranchRef: '633aa26c-7b7c-4091-ae28-96c0687cf886',
	settlementMethod: 'EFT',
};

const askForPayment = (changes: Record<string, unknown> = {}) =>
	sdk.StkService.initiateIncomingPayment({
		paymentChannel: 'M-PESA STK Push',
		tillNumber: 'K123456',
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
		scopeReference: 'K123456',
		accessToken,
	});

it('gets, inspects and revokes a token', async () => {
	expect(await sdk.TokenService.getToken()).toMatchObject({
		token_type: 'Bearer',
		expires_in: 3600,
	});
	expect(await sdk.TokenService.infoToken({ accessToken })).toMatchObject({ expires_in: 3600 });
	await sdk.TokenService.introspectToken({ accessToken });

	await sdk.TokenService.revokeToken({ accessToken });

	await expect(sdk.TokenService.infoToken({ accessToken })).rejects.toBe('Unauthorized');
});

it('rejects wrong keys', async () => {
	const stranger = k2({ ...simulator.application, clientSecret: 'wrong', baseUrl: simulator.url });

	await expect(stranger.TokenService.getToken()).rejects.toBe('Unauthorized');
});

it('requests a payment, gets its status and accepts the callback', async () => {
	const location = await askForPayment();
	expect(await sdk.StkService.getStatus({ location, accessToken })).toMatchObject({
		data: { attributes: { status: 'Pending' } },
	});

	await clock.advance(2000);

	const status = await sdk.StkService.getStatus({ location, accessToken });
	expect(status).toMatchObject({ data: { attributes: { status: 'Success' } } });
	expect(handled).toEqual([status]);
});

it('gets the reason why a payment request is rejected', async () => {
	await expect(askForPayment({ phoneNumber: '0712345678' })).rejects.toEqual({
		error_code: 400,
		error_message: 'Subscriber phone number is an invalid number',
	});
});

it('subscribes and accepts the webhook', async () => {
	const location = await subscribe();
	expect(await sdk.Webhooks.getStatus({ location, accessToken })).toMatchObject({
		data: { type: 'webhook_subscription' },
	});

	await simulator.payTill({ tillNumber: 'K123456', amount: 5 });

	expect(handled).toMatchObject([{ topic: 'buygoods_transaction_received' }]);
});

it('rejects a forged delivery', async () => {
	await subscribe();

	await simulator.payTill({ tillNumber: 'K123456', amount: 5, phoneNumber: '+254700000011' });

	expect(handled).toHaveLength(1);
	expect(refused).toEqual(['401: Webhook not authenticated']);
});

describe('outgoing payments', () => {
	const recipient = {
		firstName: 'Jane',
		lastName: 'Doe',
		email: 'jane@example.com',
		phoneNumber: '+254911222538',
		network: 'Safaricom',
	};
	const pay = (changes: Record<string, unknown> = {}) =>
		sdk.PayService.sendPay({
			destinationType: 'mobile_wallet',
			destinationReference: '0fcb2f42-9372-4a6c-8c2f-3fd977c548e8',
			amount: '780',
			currency: 'KES',
			description: 'Salary',
			category: 'salaries',
			tags: 'May, salary',
			metadata: { notes: 'Salary payment for May' },
			callbackUrl: merchantUrl,
			accessToken,
			...changes,
		});

	it.each<[string, Record<string, unknown>, string]>([
		['mobile_wallet', recipient, 'Mobile Wallet'],
		['till', { tillName: 'Test Till 44', tillNumber: '12444' }, 'Till'],
		[
			'paybill',
			{ paybillName: 'Water', paybillNumber: '888880', paybillAccountNumber: 'A-1' },
			'Paybill',
		],
		['bank_account', bankAccount, 'Bank Account'],
	])('pays a %s after it was added', async (type, details, name) => {
		const location = await sdk.PayService.addPayRecipient({ type, ...details, accessToken });

		expect(await sdk.PayService.getStatus({ location, accessToken })).toMatchObject({
			data: { type: 'pay_recipient', attributes: { status: 'Approved', recipient_type: name } },
		});
		await pay({ destinationType: type, destinationReference: location.split('/').at(-1) });
	});

	it('sends a callback of a payment that the SDK accepts', async () => {
		const location = await pay();
		await clock.advance(2000);

		const status = await sdk.PayService.getStatus({ location, accessToken });
		expect(status).toMatchObject({
			data: { type: 'payment', attributes: { status: 'Processed' } },
		});
		expect(handled).toEqual([status]);
	});

	it('rejects a payment to an unknown reference', async () => {
		await expect(pay({ destinationReference: 'Unavailable' })).rejects.toEqual({
			error_code: 400,
			error_message: 'Destination reference is invalid',
		});
	});
});

describe('settlements', () => {
	const targeted = {
		destinationType: 'merchant_wallet',
		destinationReference: '17067bf7-648e-424c-af0f-8c541a1b4ec3',
		amount: 236,
		currency: 'KES',
	};

	it('returns the status of own accounts', async () => {
		const wallet = { firstName: 'Jane', lastName: 'Doe', phoneNumber: '+254911222538' };
		const locations = [
			await sdk.TransferService.createMerchantBankAccount({ ...bankAccount, accessToken }),
			await sdk.TransferService.createMerchantWallet({
				...wallet,
				network: 'Safaricom',
				accessToken,
			}),
		];

		const statuses = locations.map((location) =>
			sdk.TransferService.getStatus({ location, accessToken }),
		);
		expect(await Promise.all(statuses)).toMatchObject([
			{ data: { type: 'merchant_bank_account', attributes: { status: 'Approved' } } },
			{ data: { type: 'merchant_wallet', attributes: { status: 'Approved' } } },
		]);
	});

	it.each([
		['blindly', {}, null],
		['to one account', targeted, 236],
	])('settles %s and sends a callback that the SDK accepts', async (_how, options, value) => {
		const location = await sdk.TransferService.settleFunds({
			...options,
			callbackUrl: merchantUrl,
			accessToken,
		});
		await clock.advance(2000);

		const status = await sdk.TransferService.getStatus({ location, accessToken });
		expect(status).toMatchObject({
			data: {
				type: 'settlement_transfer',
				attributes: { status: 'Processed', amount: { value } },
			},
		});
		expect(handled).toEqual([status]);
	});
});

it('polls for transactions and accepts the callback', async () => {
	await simulator.payTill({ tillNumber: 'K123456', amount: 5, reference: 'OJM6Q1W84K' });
	const location = await sdk.PollingService.pollTransactions({
		scope: 'till',
		scopeReference: 'K123456',
		fromTime: '2026-01-05T00:00:00+03:00',
		toTime: new Date(clock.now()).toISOString(),
		callbackUrl: merchantUrl,
		accessToken,
	});
	await clock.advance(2000);

	const status = await sdk.PollingService.getStatus({ location, accessToken });
	expect(status).toMatchObject({
		data: { attributes: { transactions: [{ resource: { reference: 'OJM6Q1W84K' } }] } },
	});
	expect(handled).toEqual([status]);
});

it('sends an SMS to the customer of a webhook and accepts the callback', async () => {
	await subscribe();
	await simulator.payTill({ tillNumber: 'K123456', amount: 5 });
	const [webhook] = handled.splice(0) as { id: string }[];
	const location = await sdk.SmsNotificationService.sendTransactionSmsNotification({
		webhookEventReference: webhook?.id,
		message: 'Asante!',
		callbackUrl: merchantUrl,
		accessToken,
	});
	await clock.advance(2000);

	const status = await sdk.SmsNotificationService.getStatus({ location, accessToken });
	expect(status).toMatchObject({ data: { attributes: { status: 'Success', message: 'Asante!' } } });
	expect(handled).toEqual([status]);
});

it('tests every service of the SDK', () => {
	expect(
		Object.entries(sdk)
			.filter(([, service]) => Object.values(service as object).some(isFunction))
			.map(([name]) => name)
			.sort(),
	).toEqual([
		'PayService',
		'PollingService',
		'SmsNotificationService',
		'StkService',
		'TokenService',
		'TransferService',
		'Webhooks',
	]);
});
