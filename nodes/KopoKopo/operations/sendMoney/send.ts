import { endpoints } from '../../api/endpoints';
import { refuse } from '../../api/refusal';
import { flag, given, text } from '../../parameters/checks';
import { field, optionsField, propertyOf, shownFor, type Check } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import {
	callbackUrlField,
	currencyField,
	idempotencyKeyOption,
	metadataOption,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { rows } from '../../parameters/rows';
import { createCall } from '../calls';
import type { Operation } from '../operation';
import { destinationFields } from './destinations';

const destinationRows = rows('destination', destinationFields);

/** The list of destinations; an empty one would move the whole balance. */
const destinations: Check = (value, entered) => {
	const list = destinationRows(value, entered) as unknown[];
	return list.length > 0
		? list
		: refuse(
				'are empty',
				'Add one, or turn Sweep on to move the whole balance to your own account.',
			);
};

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send money',
	description: 'Send money to one or several destinations, or sweep the balance to yourself',
	call: createCall(endpoints.sendMoney),
	fields: [
		field({
			displayName: 'Sweep',
			name: 'sweep',
			type: 'boolean',
			default: false,
			description:
				'Whether to move the whole balance to your own preferred account, with no destinations',
			check: flag,
		}),
		field({
			displayName: 'Destinations',
			name: 'destinations',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Destination',
			default: {},
			description: 'Where the money goes, all in one request',
			options: [
				{
					displayName: 'Destination',
					name: 'destination',
					values: destinationFields.map(propertyOf),
				},
			],
			property: 'destinations',
			check: destinations,
			...shownFor('sweep', false),
		}),
		currencyField('currency'),
		callbackUrlField(),
		...waitFields,
		optionsField(
			idempotencyKeyOption(),
			metadataOption(),
			textField({
				displayName: 'Source Identifier',
				name: 'sourceIdentifier',
				placeholder: 'e.g. 123456',
				description: 'Number of the till to take the money from; empty: the available balance',
				property: 'source_identifier',
				check: given(text),
			}),
		),
	],
};
