import { endpoints } from '../../api/endpoints';
import { throwInputError } from '../../api/input-error';
import { flag } from '../../parameters/checks';
import { field, optionsField, propertyOf, shownFor, type Check } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import {
	callbackUrlOption,
	currencyField,
	idempotencyKeyField,
	metadataOption,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { rows } from '../../parameters/rows';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';
import { destinationFields } from './destinations';

const destinationRows = rows('destination', destinationFields);

/** The list of destinations; an empty one would move the whole balance. */
const destinations: Check = (value, entered) => {
	const list = destinationRows(value, entered) as unknown[];
	return list.length > 0
		? list
		: throwInputError(
				'are empty',
				'Add one, or turn on Sweep to move the whole balance to your own account.',
			);
};

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send money',
	description: 'Send money to one or more destinations, or sweep the balance to your own account',
	call: createCall(endpoints.sendMoney),
	fields: [
		field({
			displayName: 'Sweep',
			name: 'sweep',
			type: 'boolean',
			default: false,
			description:
				'Whether to move the whole balance to your preferred account instead of sending to destinations',
			whenMissing: 'check',
			check: flag,
		}),
		field({
			displayName: 'Destinations',
			name: 'destinations',
			type: 'fixedCollection',
			typeOptions: {
				multipleValues: true,
				minRequiredFields: 1,
				hideOptionalFields: true,
				addOptionalFieldButtonText: 'Add Detail',
			},
			placeholder: 'Add Destination',
			default: {},
			description: 'Who receives money, and how much',
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
		...waitFields,
		idempotencyKeyField(),
		optionsField(
			callbackUrlOption(),
			metadataOption(),
			textField({
				displayName: 'Source Till Number',
				name: 'sourceIdentifier',
				placeholder: 'e.g. 123456',
				description: 'Till to take the money from. Leave empty to use the available balance.',
				property: 'source_identifier',
				whenMissing: 'refuseExpression',
			}),
		),
	],
};
