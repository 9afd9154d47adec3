import { unreachableUrl } from '../api/environments';
import { numberFrom } from '../parameters/checks';
import { moment } from '../parameters/dates';
import { field, optionsField, shownFor, type Check, type Field } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { callbackUrlOption, minimumAmountOption } from '../parameters/fields/payment';
import { scopeField, tillNumberField } from '../parameters/fields/till';

/** Minutes by which a poll overlaps the one before, where the user says nothing. */
export const defaultLookBack = 10;

const mostMinutes = 1440;

const momentOrNone: Check = (value, entered) =>
	value === '' || value === null ? undefined : moment(value, entered);

/** Parameters of the polling trigger. */
export const fields: readonly Field[] = [
	scopeField('Transactions', {
		description:
			'Whether transactions of all tills of the company start the workflow, or of only one',
	}),
	tillNumberField('scope_reference', {
		description: 'Till whose transactions start the workflow',
		...shownFor('scope', 'till'),
	}),
	simplifyField(),
	optionsField(
		callbackUrlOption({
			default: unreachableUrl,
			description:
				'Where Kopo Kopo also sends what each poll finds. The default is a reserved address that receives nothing.',
		}),
		field({
			displayName: 'Look Back (Minutes)',
			name: 'lookBack',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: mostMinutes },
			default: defaultLookBack,
			description:
				'How far each poll overlaps the one before it. A transaction that Kopo Kopo lists later than that is missed; none starts the workflow twice.',
			check: numberFrom(1, mostMinutes, 'minutes'),
		}),
		minimumAmountOption(
			'Ignore smaller amounts. Events without an amount always start the workflow.',
		),
		field({
			displayName: 'Start From',
			name: 'startFrom',
			type: 'dateTime',
			default: '',
			description:
				"Where the first poll begins, in the workflow's time zone (n8n's default: America/New_York). Empty: at activation.",
			check: momentOrNone,
		}),
	),
];
