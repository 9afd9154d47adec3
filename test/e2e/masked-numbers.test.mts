/** Each way of docs/masked-numbers.md to find who paid, with the expressions that the page shows. */
import {
	matchedNode,
	matchOrders,
	request,
	smsNode,
	triggerNode,
} from '../support/e2e/matching.mts';
import type { Execution, Json } from '../support/host/executions.mts';
import type { WorkflowNode } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';

const tillNumber = 'K123456';
const amount = 250;
/** These two payers differ only in the digits that are hidden. */
const [payer, stranger] = ['+254722000111', '+254722999111'];
const masked = '0722***111';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment({
		payerNumbers: '0722***000',
		resultDelay: 500,
		retryDelays: [],
	});
});

afterAll(() => env.close());

const matched = (executions: Execution[]) =>
	executions.flatMap((execution) => execution.output(matchedNode)).map(({ order }) => order);

const payTill = (phoneNumber: string, reference?: string) =>
	env.simulator.payTill({ tillNumber, amount, phoneNumber, reference });

it('matches by the phone number that a customer entered, in any form', async () => {
	const forms = [
		'0722 000 111',
		'+254 722-000-111',
		'254722000111',
		'00254722000111',
		'+254 (0) 722 000 111',
		'722000111',
		722000111,
		254722000111,
	];
	const others = [stranger, '+255722000111', masked, '07220001110', '', null];
	const orders = [...forms, ...others].map((phone) => ({ order: phone, phone, amount }));
	const notPaid = [amount + 1, 0, '', null].map((due) => ({
		order: `not paid: ${due}`,
		phone: payer,
		amount: due,
	}));
	const workflow = await env.open(
		matchOrders(env.credential, 'By phone number', [...orders, ...notPaid]),
	);

	const execution = await env.next(workflow, () => payTill(payer));

	expect(execution.output(triggerNode)).toMatchObject([{ senderPhoneNumber: masked }]);
	expect(matched([execution])).toEqual(forms);
});

it('matches by receipt, and thanks each payer by SMS although the numbers look the same', async () => {
	const orders = [' first00001 ', 'SECOND0001', '', null, masked].map((receipt) => ({
		order: receipt,
		receipt,
		amount,
	}));
	const workflow = await env.open(matchOrders(env.credential, 'By receipt', orders));

	await payTill(payer, 'FIRST00001');
	await payTill(stranger, 'SECOND0001');
	const executions = await env.executions(workflow, 2);

	expect(matched(executions).sort()).toEqual([' first00001 ', 'SECOND0001']);
	for (const execution of executions) {
		const [event] = execution.output(triggerNode);
		const [sms] = execution.output(smsNode);
		const { attributes } = env.simulator.resources().find(({ id }) => id === sms!.id)!;
		expect(event).toMatchObject({ senderPhoneNumber: masked });
		expect(attributes).toMatchObject({
			webhook_event_reference: event!.id,
			message: `Receipt ${String(event!.reference)}: thank you!`,
		});
	}
});

/** Starts a workflow for the results of requests, and sends a request that has its URL as Callback URL. */
async function resultOf(section: string, orders: Json[], parameters: WorkflowNode['parameters']) {
	const draft = matchOrders(env.credential, section, orders, { triggerOn: 'requestResults' });
	const workflow = await env.open(draft);
	const callbackUrl = `${env.url}/webhook/${draft.webhookId}/kopokopo`;
	const options = { ...(parameters.options as object), callbackUrl };
	const sender = await env.store(
		request(env.credential, { ...parameters, tillNumber, amount, options }),
	);
	await env.next(sender, () => env.rest.run(sender, 'Start'));
	return workflow;
}

const orders = ['A-17', 'A-18', '', null].map((order) => ({ order, amount }));

it('matches by the metadata of an STK push', async () => {
	const workflow = await resultOf('By metadata', orders, {
		resource: 'stkPush',
		operation: 'requestPayment',
		phoneNumber: payer,
		waitForResult: false,
		options: { metadata: { pair: [{ key: 'order', value: 'A-17' }] } },
	});

	const executions = await env.executions(workflow, 1);

	expect(executions[0]!.output(triggerNode)).toMatchObject([{ senderPhoneNumber: masked }]);
	expect(matched(executions)).toEqual(['A-17']);
});

it('matches by the reference of a payment link', async () => {
	const workflow = await resultOf('By payment link', orders, {
		resource: 'paymentLink',
		operation: 'create',
		options: { paymentReference: 'A-18' },
	});
	const link = env.simulator.resources().find(({ type }) => type === 'payment_link');

	const execution = await env.next(workflow, () =>
		env.simulator.payLink(link!.id, { phoneNumber: payer }),
	);

	expect(execution.output(triggerNode)).toMatchObject([{ senderPhoneNumber: masked }]);
	expect(matched([execution])).toEqual(['A-18']);
});
