import { flag, oneOf, phoneNumberWithoutPlus, prose, requiredProse } from '../../parameters/checks';
import { field, type Check, type ValueField } from '../../parameters/field';
import { accountFields, paybillFields } from '../../parameters/fields/account';
import { amountField, descriptionField } from '../../parameters/fields/payment';
import { networkField, phoneNumberField } from '../../parameters/fields/person';
import { proseField, textField } from '../../parameters/fields/text';
import { tillNumberField } from '../../parameters/fields/till';

/** Where money can be sent to, by the value that the API takes; external is what belongs to somebody else. */
const types = {
	bank_account: { name: 'Bank Account', external: true },
	mobile_wallet: { name: 'Mobile Wallet', external: true },
	merchant_bank_account: { name: 'My Bank Account', external: false },
	merchant_wallet: { name: 'My Wallet', external: false },
	paybill: { name: 'Paybill', external: true },
	till: { name: 'Till', external: true },
} as const;

type DestinationType = keyof typeof types;

const allTypes = Object.keys(types) as DestinationType[];
const externalTypes = allTypes.filter((type) => types[type].external);
const ownTypes = allTypes.filter((type) => !types[type].external);

/** What shows, and counts, for destinations of some types alone. */
const ofType = (...wanted: DestinationType[]) => ({
	displayOptions: { show: { type: wanted } },
});

/** What money is for has to be said to others, not to oneself. */
const descriptionCheck: Check = (value, { values }) =>
	(ownTypes as unknown[]).includes(values.type) ? prose(value) : requiredProse(value);

/** The parameters of one destination. */
export const destinationFields: readonly ValueField[] = [
	field({
		displayName: 'Type',
		name: 'type',
		type: 'options',
		required: true,
		options: allTypes.map((value) => ({ name: types[value].name, value })),
		default: 'mobile_wallet',
		description: 'Where the money goes',
		property: 'type',
		check: oneOf(allTypes),
	}),
	phoneNumberField('phone_number', {
		check: phoneNumberWithoutPlus,
		...ofType('mobile_wallet'),
	}),
	networkField('network', ofType('mobile_wallet')),
	...accountFields('', ofType('bank_account')),
	tillNumberField('till_number', {
		placeholder: 'e.g. 123456',
		description: 'Till to pay',
		...ofType('till'),
	}),
	...paybillFields('', ofType('paybill')),
	textField({
		displayName: 'Reference',
		name: 'reference',
		required: true,
		description:
			'Reference of your own account: accountReference from Get Bank Account or Get Wallet, or as the Kopo Kopo dashboard shows it',
		property: 'reference',
		...ofType(...ownTypes),
	}),
	amountField('amount'),
	descriptionField('money', {
		required: undefined,
		typeOptions: { showEvenWhenOptional: true },
		check: descriptionCheck,
	}),
	proseField({
		displayName: 'Nickname',
		name: 'nickname',
		description: 'Your own name for the recipient',
		property: 'nickname',
		...ofType(...externalTypes),
	}),
	field({
		displayName: 'Favourite',
		name: 'favourite',
		type: 'boolean',
		default: false,
		description: 'Whether to save the recipient as a favourite',
		property: 'favourite',
		check: (value) => flag(value) || undefined,
		...ofType(...externalTypes),
	}),
];
