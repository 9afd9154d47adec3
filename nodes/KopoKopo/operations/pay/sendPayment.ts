import { endpoints } from '../../api/endpoints';
import { oneOf, prose } from '../../parameters/checks';
import { field, optionsField, type ValueCheck } from '../../parameters/field';
import { waitForResultField, waitingFields } from '../../parameters/fields/answer';
import {
	amountField,
	callbackUrlOption,
	currencyField,
	descriptionField,
	idempotencyKeyField,
	limitOptions,
	metadataOption,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { createCall } from '../shared/calls';
import { recipientTypeCheck, recipientTypes } from '../shared/recipient';
import type { Operation } from '../shared/types';

/** What Kopo Kopo files payments under (official .NET SDK, `PayCategory`). */
const categories = [
	{ name: 'Advertising and Marketing', value: 'advertising_and_marketing' },
	{ name: 'Education and Training', value: 'education_and_training' },
	{ name: 'General', value: 'general' },
	{ name: 'Insurance', value: 'insurance' },
	{ name: 'Legal and Professional', value: 'legal_and_professional' },
	{ name: 'Loans', value: 'loans' },
	{ name: 'Maintenance and Repairs', value: 'maintenance_and_repairs' },
	{ name: 'Office Supplies', value: 'office_supplies' },
	{ name: 'Permits, Licences and Subscriptions', value: 'permits_licences_subscriptions' },
	{ name: 'Postage and Shipping', value: 'postage_and_shipping' },
	{ name: 'Rent or Mortgage', value: 'rent_or_mortgage' },
	{ name: 'Salaries', value: 'salaries' },
	{ name: 'Sales Commissions', value: 'sales_commissions' },
	{ name: 'Travel', value: 'travel' },
	{ name: 'Utilities', value: 'utilities' },
];

/** Some SDKs send a text with commas, others a list: both are sent as they are. */
const tags: ValueCheck = (value) => {
	if (!Array.isArray(value)) return prose(value);
	const list = value.map(prose).filter(Boolean);
	return list.length > 0 ? list : undefined;
};

export const sendPayment: Operation = {
	name: 'Send Payment',
	value: 'sendPayment',
	action: 'Send money to saved recipient',
	description:
		'Send money to a recipient that you created with Create Recipient and Kopo Kopo approved',
	builderHint: {
		propertyHint:
			'Needs a recipient that Kopo Kopo approved: to pay without one, use resource sendMoney, operation send.',
	},
	call: createCall(endpoints.pay),
	fields: [
		field({
			displayName: 'Destination Type',
			name: 'destinationType',
			type: 'options',
			options: recipientTypes,
			default: 'mobile_wallet',
			description: 'How the recipient receives money',
			property: 'destination_type',
			whenMissing: 'check',
			check: recipientTypeCheck,
		}),
		textField({
			displayName: 'Destination Reference',
			name: 'destinationReference',
			required: true,
			placeholder: 'e.g. c7f300c0-f1ef-4151-9bbe-005005aa3747',
			description: 'The recipientReference from Get Recipient, or from the Kopo Kopo dashboard',
			property: 'destination_reference',
		}),
		amountField('amount.value'),
		waitForResultField,
		currencyField('amount.currency'),
		descriptionField('payment'),
		...waitingFields,
		idempotencyKeyField('e.g. nov-{{ $json.phone }}'),
		optionsField(
			callbackUrlOption(),
			...limitOptions(),
			field({
				displayName: 'Category',
				name: 'category',
				type: 'options',
				options: categories,
				default: 'general',
				description: 'Category of the payment in Kopo Kopo',
				property: 'category',
				check: oneOf(categories.map(({ value }) => value)),
			}),
			metadataOption(),
			field({
				displayName: 'Tags',
				name: 'tags',
				placeholder: 'e.g. salary, may',
				description: 'Your own labels for the payment, separated by commas',
				property: 'tags',
				check: tags,
			}),
		),
	],
};
