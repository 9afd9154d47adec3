import type { INodePropertyOptions } from 'n8n-workflow';

import { unreachableUrl } from '../api/environments';
import { throwInputError } from '../api/input-error';
import { numberFrom, severalOf } from '../parameters/checks';
import { moment, orNone } from '../parameters/dates';
import { field, optionsField, shownFor, type Field, type ValueCheck } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { callbackUrlOption, minimumAmountOption } from '../parameters/fields/payment';
import { scopeField, tillNumberField } from '../parameters/fields/till';
import type { TransactionEvent } from '../payloads/statuses';

export const eventOptions = [
	{
		name: 'Payment Received',
		value: 'received',
		description: 'A customer or another business paid',
	},
	{ name: 'Payment Reversed', value: 'reversed', description: 'A payment was reversed or voided' },
] as const satisfies readonly INodePropertyOptions[];

export const defaultEvents: readonly TransactionEvent[] = ['received'];

/** Minutes by which a poll overlaps the previous one. */
export const defaultLookBack = 10;

const mostMinutes = 1440;

/** Hours by which one poll an hour overlaps the previous one. */
export const defaultLateHours = 24;

const mostLateHours = 72;

const oneOrMore: ValueCheck<TransactionEvent[]> = (value) => {
	const selected = severalOf(eventOptions.map((one) => one.value))(value);
	return selected.length > 0
		? selected
		: throwInputError('{field} is empty', 'Select at least one event.');
};

export const fields = [
	field({
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [...eventOptions],
		default: [...defaultEvents],
		description: 'What starts the workflow. Each transaction starts it once per event.',
		whenMissing: 'check',
		check: oneOrMore,
	}),
	scopeField('Transactions', {
		description: 'Whether payments to all tills of the company start the workflow, or only to one',
	}),
	tillNumberField('scope_reference', {
		description: 'Till whose payments start the workflow',
		...shownFor('scope', 'till'),
	}),
	simplifyField(),
	optionsField(
		callbackUrlOption({
			default: unreachableUrl,
			description:
				'Where Kopo Kopo also sends the transactions. The default is a reserved address that receives nothing.',
			builderHint: { propertyHint: 'Leave out.' },
		}),
		field({
			displayName: 'Look Back (Minutes)',
			name: 'lookBack',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: mostMinutes },
			default: defaultLookBack,
			description:
				'How far each poll overlaps the previous one. No event starts the workflow twice.',
			check: numberFrom(1, mostMinutes, 'minutes'),
		}),
		field({
			displayName: 'Late Payments (Hours)',
			name: 'lateHours',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: mostLateHours },
			default: defaultLateHours,
			description:
				'How far back to look once an hour, for payments that Kopo Kopo lists late. 0 turns it off.',
			check: numberFrom(0, mostLateHours, 'hours'),
		}),
		minimumAmountOption(
			'Ignores smaller amounts. Transactions without an amount always start the workflow.',
		),
		field({
			displayName: 'Start From',
			name: 'startFrom',
			type: 'dateTime',
			default: '',
			description:
				"Where the first poll begins, in the workflow's time zone. By default at the first activation.",
			check: orNone(moment),
		}),
	),
] as const satisfies readonly Field[];
