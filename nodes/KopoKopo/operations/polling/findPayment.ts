import { unreachableUrl } from '../../api/environments';
import { throwInputError } from '../../api/input-error';
import { amountOrZero, phoneNumber, receipt } from '../../parameters/checks';
import { moment, momentAfter, orNone } from '../../parameters/dates';
import { field, optionsField, type Check, type ValuesOf } from '../../parameters/field';
import {
	defaultWaitInterval,
	defaultWaitTimeout,
	waitIntervalField,
	waitTimeoutField,
} from '../../parameters/fields/answer';
import { callbackUrlOption } from '../../parameters/fields/payment';
import { scopeFields } from '../../parameters/fields/till';
import { bodyOf } from '../../parameters/read';
import type { Item, OwnCall } from '../../run/call';
import { callbackUrlOf } from '../../run/callback-url';
import type { Operation } from '../shared/types';
import { answerOf } from './match';
import { keyOf, paymentLists, type ListRequest } from './payment-lists';
import { periodOf } from './period';

/** A field left empty is not searched by. An expression that found nothing could find another payment of the payer. */
const soughtBy =
	(check: (value: unknown) => string): Check<string> =>
	(value) => {
		if (value !== undefined) return value === '' || value === null ? '' : check(value);
		return throwInputError(
			'{field} has no value',
			'Check what its expression returns. To search without it, make it return empty text.',
		);
	};

const phoneNumberOrNone = soughtBy(phoneNumber);

const payer: Check<string> = (value, entered) => {
	const sought = phoneNumberOrNone(value, entered);
	if (sought || entered.values.reference) return sought;
	return throwInputError(
		'M-PESA Receipt and {field} are both empty',
		'Enter the receipt, the phone number, or both.',
	);
};

const timeDescription = (end: string, initial: string): string =>
	`${end} of the period, in the workflow's time zone unless it has an offset. By default ${initial}.`;

const soughtFields = [
	field({
		displayName: 'M-PESA Receipt',
		name: 'reference',
		placeholder: 'e.g. SJK4H7L2QX',
		description: "Code in the customer's M-PESA message. With the phone number, both must match.",
		check: soughtBy(receipt),
	}),
	field({
		displayName: 'Phone Number',
		name: 'phoneNumber',
		placeholder: 'e.g. 0712 345 678',
		description:
			'Full number of the payer, even where M-PESA masks it. Required without a receipt.',
		check: payer,
	}),
] as const;

const options = optionsField(
	callbackUrlOption({
		default: unreachableUrl,
		description:
			'Where Kopo Kopo also sends the transactions. The default is a reserved address that receives nothing.',
	}),
	field({
		displayName: 'Expected Amount',
		name: 'expectedAmount',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		description:
			'Amount in shillings that decides paidInFull and difference. 0 means that none is expected.',
		check: amountOrZero,
	}),
	field({
		displayName: 'From Time',
		name: 'fromTime',
		type: 'dateTime',
		default: '',
		description: timeDescription('Start', '24 hours before its end'),
		check: orNone(moment),
	}),
	field({
		displayName: 'To Time',
		name: 'toTime',
		type: 'dateTime',
		default: '',
		description: timeDescription('End', 'now'),
		check: orNone(momentAfter('fromTime', 'From Time')),
	}),
	waitIntervalField(),
	waitTimeoutField({
		description: "How long to wait for Kopo Kopo's list of payments before the item fails",
		builderHint: {
			propertyHint: 'After it the item fails: whether the customer has paid is not known.',
		},
	}),
);

const fields = [...soughtFields, ...scopeFields('Payments'), options];

type FindValues = ValuesOf<readonly [...typeof soughtFields, typeof options]>;

/** Rounded up, so that a payment in this second is listed. */
const secondsNow = (): number => Math.ceil(Date.now() / 1000);

const valuesOf = ({ values }: Item): FindValues => values as FindValues;

/** In milliseconds. Items that share a request wait as long as the one that waits longest. */
function waitOf(items: readonly Item[]): { timeout: number; interval: number } {
	let [timeout, interval] = [0, Infinity];
	for (const { waitTimeout, waitInterval } of items.map(valuesOf)) {
		timeout = Math.max(timeout, waitTimeout ?? defaultWaitTimeout);
		interval = Math.min(interval, waitInterval ?? defaultWaitInterval);
	}
	return { timeout: timeout * 1000, interval: interval * 1000 };
}

/** @throws InputError for an unusable credential or Callback URL */
function listRequestOf(item: Item): ListRequest {
	const callback_url = callbackUrlOf(item, () => unreachableUrl);
	const json = bodyOf(fields, item.values, { _links: { callback_url } });
	const { credentials, options: sendOptions } = item;
	return { credentials, sendOptions, json };
}

const call: OwnCall = {
	movesMoney: false,
	check(item) {
		periodOf(secondsNow(), valuesOf(item));
		keyOf(listRequestOf(item));
	},
	start(run, items) {
		const now = secondsNow();
		const paymentsIn = paymentLists(run, waitOf(items));
		return async (item) => {
			const values = valuesOf(item);
			const payments = await paymentsIn(listRequestOf(item), periodOf(now, values));
			return [answerOf(payments.find(values), values.expectedAmount ?? 0)];
		};
	},
};

export const findPayment: Operation = {
	name: 'Find Payment',
	value: 'findPayment',
	// All that an AI agent reads of the operation (n8n-workflow, makeDescription).
	action: 'Find payment (not found means not listed yet)',
	description:
		'Find a payment by M-PESA receipt or phone number: not found means not listed yet, never not paid',
	builderHint: {
		propertyHint:
			'For a customer who says that they paid. Set options.expectedAmount, and continue only if paidInFull is true. found false means not listed yet: never ask to pay again because of it.',
	},
	fields,
	call,
};
