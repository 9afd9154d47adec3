import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type INodeExecutionData,
	type PreSendAction,
} from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { apiOrigin, isLoopback } from '../../api/environments';
import { sendItem } from '../../api/exchange';
import { credentialName } from '../../api/names';
import { refuseParameter, type Field } from '../body';
import { createCall, isSimplified } from '../call';
import { callbackUrl, publicAddressAdvice, refuse } from '../checks';
import { optionsField, simplifyField } from '../fields';
import { isFinal, itemsFrom, lookUpOf, send, statusOf } from '../look-up';
import { park, resumeUrl } from '../park';
import { requestDefaults } from '../request-options';
import { preparationOf, type Operation } from '../resource';
import { singleItem } from '../single-item';
import type { Awaited } from './callback';
import { paymentChannel, paymentFields, paymentOptions } from './requestPayment';

const name = 'Request Payment and Wait';
const defaultMinutes = 5;
const mostMinutes = 1440;

/** Milliseconds: while the status is looked at, n8n takes no result. */
const lookTimeout = 3000;

const timeoutOption: Field = {
	displayName: 'Timeout (Minutes)',
	name: 'timeoutMinutes',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: mostMinutes },
	default: defaultMinutes,
	description:
		'Minutes after which the workflow goes on without a result, with timedOut set to true. N8n looks once a minute.',
};

const minutesOf = (context: IExecuteSingleFunctions): number => {
	const minutes = Number(context.getNodeParameter('options.timeoutMinutes', defaultMinutes));
	try {
		return minutes > 0 && minutes <= mostMinutes
			? minutes
			: refuse(`is not a number of minutes up to ${mostMinutes}`, 'Enter such a number.');
	} catch (error) {
		throw refuseParameter(context, `${timeoutOption.displayName} `, error);
	}
};

/** Refuses what could not be waited for, before anything is sent. */
const checkWaiting: PreSendAction = async function (request) {
	minutesOf(this);
	const { apiKey } = await this.getCredentials(credentialName);
	if (apiKey) return request;
	throw new NodeOperationError(
		this.getNode(),
		'The Kopo Kopo credential has no API key. Copy it from the application in the Kopo Kopo dashboard.',
		{
			itemIndex: this.getItemIndex(),
			description: 'Without it, nobody can tell a result from a forgery.',
		},
	);
};

/** Where Kopo Kopo is to post the result; one that it cannot reach is refused. */
function reachable(url: string, apiUrl: string): string {
	const [hostname, apiHostname] = [new URL(url).hostname, new URL(apiUrl).hostname];
	return isLoopback(hostname) && !isLoopback(apiHostname)
		? refuse(`cannot be reached by Kopo Kopo: ${hostname}`, publicAddressAdvice)
		: String(callbackUrl(url));
}

const callBackToExecution: PreSendAction = async function (request) {
	const url = this.evaluateExpression('{{ $execution.resumeUrl }}', this.getItemIndex());
	const origin = apiOrigin(await this.getCredentials(credentialName));
	try {
		const callback_url = reachable(resumeUrl(String(url)), origin);
		return { ...request, body: { ...(request.body as IDataObject), _links: { callback_url } } };
	} catch (error) {
		throw refuseParameter(this, 'The resume URL of this execution ', error);
	}
};

const { result, ...payment } = createCall(endpoints.stkPush, { payment_channel: paymentChannel });

const operation = {
	call: { ...payment, prepare: [checkWaiting, callBackToExecution] },
	fields: [...paymentFields, simplifyField(), optionsField(...paymentOptions, timeoutOption)],
};

function refuseSeveral(context: IExecuteFunctions): void {
	const { length } = context.getInputData();
	if (length === 1) return;
	throw new NodeOperationError(
		context.getNode(),
		`${name} takes one item at a time, and got ${length}. Use Request Payment with Wait for Result (waitForResult), or put Loop Over Items before this node.`,
		{
			description:
				'An execution can wait for one payment alone. Wait for Result waits for many side by side; Loop Over Items, with a batch size of 1, has them follow one another.',
		},
	);
}

/** Asks for a payment and puts the execution to wait, unless the result is there at once. */
async function run(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	refuseSeveral(this);
	const context = singleItem(this, 0);
	const { items, request } = await sendItem(
		context,
		{ ...requestDefaults, method: operation.call.method, url: '' },
		preparationOf(operation),
		async (prepared) => await itemsFrom(context, payment.answer, await send(context, prepared)),
	);
	const acknowledgement = items[0]!.json;

	// A result that came by now found the execution running, got a 409 of n8n's and may never come again.
	const brief = { ...request, timeout: Math.min(request.timeout ?? lookTimeout, lookTimeout) };
	const seen = await lookUpOf(context, brief, endpoints.stkPush, acknowledgement.id)
		.then(async (lookUp) => await lookUp())
		.catch(() => undefined);
	if (seen && isFinal(endpoints.stkPush, seen.body)) {
		return await itemsFrom(context, result!.answer, seen);
	}

	const { amount, till_number: tillNumber } = request.body as {
		amount: { value: number };
		till_number: string;
	};
	const awaited: Awaited = {
		id: String(acknowledgement.id),
		amount: amount.value,
		tillNumber,
		simplify: isSimplified(context),
	};
	const meanwhile = { ...acknowledgement, status: (statusOf(seen?.body) as string) ?? null };
	return await park(this, {
		awaited: { ...awaited },
		timedOut: { ...meanwhile, timedOut: true },
		meanwhile,
		minutes: minutesOf(context),
	});
}

export const requestPaymentAndWait: Operation = {
	name,
	value: 'requestPaymentAndWait',
	action: 'Request a payment by STK push and wait for the result',
	description:
		'Ask a customer for money and let the workflow wait until Kopo Kopo reports the result',
	...operation,
	run,
};
