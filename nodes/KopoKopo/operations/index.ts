import { NodeOperationError, type INode } from 'n8n-workflow';

import type { Runnable } from '../run/call';
import { externalRecipient } from './externalRecipient';
import { pay } from './pay';
import { paymentLink } from './paymentLink';
import { polling } from './polling';
import { reversal } from './reversal';
import { sendMoney } from './sendMoney';
import type { Resource } from './shared/types';
import { sms } from './sms';
import { stkPush } from './stkPush';
import { token } from './token';
import { transfer } from './transfer';
import { webhookEvent } from './webhookEvent';
import { webhookSubscription } from './webhookSubscription';

export const resources: readonly Resource[] = [
	externalRecipient,
	pay,
	paymentLink,
	polling,
	reversal,
	sendMoney,
	sms,
	stkPush,
	token,
	transfer,
	webhookEvent,
	webhookSubscription,
];

/** @throws NodeOperationError if the node has no such operation */
export function operationOf(node: INode): Runnable {
	const { parameters } = node;
	const [resource, value] = [String(parameters.resource), String(parameters.operation)];
	const { operations = [] } = resources.find((one) => one.value === resource) ?? {};
	const found = operations.find((one) => one.value === value);
	if (found) return { ...found, resource };
	throw new NodeOperationError(node, `The resource "${resource}" has no operation "${value}".`, {
		description: 'Select both from the lists instead of using an expression.',
	});
}
