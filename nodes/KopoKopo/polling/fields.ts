import { numberFrom } from '../parameters/checks';
import { moment } from '../parameters/dates';
import { field, optionsField, shownFor, type Check, type Field } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { callbackUrlField, minimumAmountOption } from '../parameters/fields/payment';
import { scopeField, tillNumberField } from '../parameters/fields/till';

/**
 * An address that is nobody's, and never will be (RFC 6761): Kopo Kopo wants one for each polling request,
 * and posts customers' names and numbers to it.
 */
export const nobody = 'https://callback.invalid/';

/** Minutes by which a poll overlaps the one before, where the user says nothing. */
export const defaultLookBack = 10;

const mostMinutes = 1440;

const momentOrNone: Check = (value, entered) =>
	value === '' || value === null ? undefined : moment(value, entered);

/** Parameters of the polling trigger. */
export const fields: readonly Field[] = [
	scopeField('Transactions', { description: 'Whose transactions start the workflow' }),
	tillNumberField('scope_reference', {
		description: 'The till whose transactions start the workflow',
		...shownFor('scope', 'till'),
	}),
	simplifyField(),
	optionsField(
		callbackUrlField({
			default: nobody,
			required: false,
			description:
				"Where Kopo Kopo posts what each poll has found, beside this node's looking it up. As it stands, the address is nobody's.",
		}),
		field({
			displayName: 'Look Back (Minutes)',
			name: 'lookBack',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: mostMinutes },
			default: defaultLookBack,
			description:
				'Minutes by which each poll overlaps the one before: a transaction that Kopo Kopo lists later than that is missed. None starts the workflow twice.',
			check: numberFrom(1, mostMinutes, 'minutes'),
		}),
		minimumAmountOption('Smaller amounts start nothing. What has no amount starts the workflow.'),
		field({
			displayName: 'Start From',
			name: 'startFrom',
			type: 'dateTime',
			default: '',
			description:
				'Where the first poll begins; the activation of the workflow, if empty. Changing it later begins again from there.',
			check: momentOrNone,
		}),
	),
];
