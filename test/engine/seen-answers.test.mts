/** Answers of Kopo Kopo that were seen, and that no sample shows, through the real nodes. */
import { runAction, type Parameters } from './engine.mts';
import { createCases, operationOf } from './operations.mts';
import { credentialsFor, requestPayment, requestsTo, useSimulator } from './setup.mts';

const kopoKopo = useSimulator({ resultDelay: 50, retryDelays: [] });

describe('an odd error body', () => {
	const destination = (phoneNumber: string) => ({
		destinations: {
			destination: [
				{
					type: 'mobile_wallet',
					phoneNumber,
					network: 'Safaricom',
					amount: 100,
					description: 'Pay',
				},
			],
		},
	});
	const operations: Array<[string, string, (phoneNumber: string) => Parameters]> = [
		['stkPush.requestPayment', 'v1', (phoneNumber) => ({ ...requestPayment, phoneNumber })],
		['sendMoney.send', 'v2', destination],
	];
	const bodies: Array<[string, string, RegExp]> = [
		['errors by field', '15', /: phone_number is invalid \(422\)/],
		['errors with details', '16', /: Amount is above the daily limit \(400\)/],
		['error with a message', '17', /: The till is suspended \(400\)/],
		['forbidden without a body', '18', /\(403\)\. Likely causes: .*not enabled.*User-Agent/],
		['page of HTML', '19', /: no reason given \(502\), but may have accepted it/],
	];

	it.each(
		operations.flatMap(([name, version, parameters]) =>
			bodies.map(([what, digits, message]) => ({
				name,
				version,
				parameters,
				what,
				digits,
				message,
			})),
		),
	)('$what: the error of $name has its words', async (one) => {
		const { simulator } = kopoKopo;
		const [resource, operation] = operationOf(one.name);
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion: one.version }),
			parameters: {
				resource,
				operation,
				...createCases[one.name]?.parameters,
				...one.parameters(`+2547000000${one.digits}`),
			},
		});

		expect(error?.message).toMatch(one.message);
		expect(error?.message).not.toMatch(/[<>{}]/);
		expect(items).toEqual([]);
		expect(requestsTo(simulator, 'POST', '/api')).toHaveLength(1);
	});
});
