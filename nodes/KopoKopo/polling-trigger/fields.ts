import { unreachableUrl } from '../api/environments';
import { numberFrom } from '../parameters/checks';
import { moment } from '../parameters/dates';
import { field, optionsField, shownFor, type Check, type Field } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { callbackUrlOption, minimumAmountOption } from '../parameters/fields/payment';
import { scopeField, tillNumberField } from '../parameters/fields/till';

/** Minutes by which a poll overlaps the previous one. */
export const defaultLookBack = 10;

const mostMinutes = 1440;

const momentOrNone: Check<string | undefined> = (value, entered) =>
	value === '' || value === null ? undefined : moment(value, entered);

export const fields = [
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
				'How far each poll overlaps the previous one. No transaction starts the workflow twice.',
			check: numberFrom(1, mostMinutes, 'minutes'),
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
			check: momentOrNone,
		}),
	),
] as const satisfies readonly Field[];
