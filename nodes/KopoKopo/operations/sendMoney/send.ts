import { endpoints } from '../../api/endpoints';
import { throwInputError } from '../../api/input-error';
import { flag, unchecked } from '../../parameters/checks';
import { field, optionsField, propertyOf, shownFor, type Check } from '../../parameters/field';
import { waitForResultField, waitingFields } from '../../parameters/fields/answer';
import {
	callbackUrlOption,
	currencyField,
	idempotencyKeyField,
	limitOptions,
	metadataOption,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { rows } from '../../parameters/rows';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';
import { destinationFields } from './destinations';

const destinationRows = rows('destination', destinationFields);

/** An empty list would move the whole balance. */
const destinations: Check = (value, entered) => {
	const list = destinationRows(value, entered);
	return list.length > 0
		? list
		: throwInputError(
				'{field} are empty',
				"Add one, or turn on 'Send Whole Balance to My Account' to move all your money there.",
			);
};

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send money to phone, till, paybill or bank',
	description:
		'Send money to phones, tills, paybills and banks, or the whole balance to your own account',
	builderHint: { propertyHint: 'Default choice to pay people and businesses.' },
	call: createCall(endpoints.sendMoney),
	fields: [
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
			description: 'Who receives the money. Each input item pays all of them.',
			builderHint: {
				propertyHint:
					'Pass { destination: [{ type, amount, description, ...fields of the type }] }. Every input item pays every destination: for a list of people, use one destination with expressions.',
			},
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
		field({
			displayName:
				'Runs once per input item. For a list, add one destination and drag the columns into it.',
			name: 'destinationsNotice',
			type: 'notice',
			default: '',
			check: unchecked,
			...shownFor('sweep', false),
		}),
		waitForResultField,
		currencyField('currency'),
		field({
			displayName: 'Send Whole Balance to My Account',
			name: 'sweep',
			type: 'boolean',
			default: false,
			description:
				'Whether to move the whole balance to your preferred account instead of sending to destinations',
			builderHint: {
				propertyHint:
					"Leave false. true moves the whole balance to the business's own account and pays no destinations.",
			},
			whenMissing: 'check',
			check: flag,
		}),
		...waitingFields,
		idempotencyKeyField('e.g. nov-{{ $json.phone }}'),
		optionsField(
			callbackUrlOption(),
			...limitOptions('an item with a sum of destinations'),
			metadataOption(),
			textField({
				displayName: 'Source Till Number',
				name: 'sourceIdentifier',
				placeholder: 'e.g. 123456',
				description: 'Till that the money comes from. By default the available balance.',
				property: 'source_identifier',
				whenMissing: 'refuseExpression',
			}),
		),
	],
};
