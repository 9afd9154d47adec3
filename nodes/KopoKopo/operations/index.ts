import type { INode } from 'n8n-workflow';

import { throwInputError } from '../api/input-error';
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
import { webhookSubscription } from './webhookSubscription';

/** Everything that the action node offers. */
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
	webhookSubscription,
];

/** In place of an operation that is none: what it asks for cannot be asked. */
const unknownOperation = (resource: string, value: string): Runnable => ({
	name: value,
	resource,
	value,
	fields: [],
	call: {
		request: () =>
			throwInputError(
				`The resource "${resource}" has no operation "${value}".`,
				'Select both from the lists instead of using an expression.',
			),
		read: () => [],
		movesMoney: false,
	},
});

/** The operation that a node is set to. */
export function operationOf({ parameters }: INode): Runnable {
	const [resource, value] = [String(parameters.resource), String(parameters.operation)];
	const { operations = [] } = resources.find((one) => one.value === resource) ?? {};
	const found = operations.find((one) => one.value === value);
	return found ? { ...found, resource } : unknownOperation(resource, value);
}
