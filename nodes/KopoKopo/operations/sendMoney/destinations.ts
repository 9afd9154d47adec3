import { flag, oneOf, phoneNumberWithoutPlus, prose, requiredProse } from '../../parameters/checks';
import { field, type Check, type ValueField } from '../../parameters/field';
import { accountFields, paybillFields } from '../../parameters/fields/account';
import { amountField, descriptionField } from '../../parameters/fields/payment';
import { networkField, phoneNumberField } from '../../parameters/fields/person';
import { proseField, textField } from '../../parameters/fields/text';
import { tillNumberField } from '../../parameters/fields/till';

/** External destinations are not accounts of the business itself. */
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

const ofType = (...wanted: DestinationType[]) => ({
	displayOptions: { show: { type: wanted } },
});

/** The API requires a description for external destinations only. */
const descriptionCheck: Check<string | undefined> = (value, { values }) =>
	ownTypes.some((type) => type === values.type) ? prose(value) : requiredProse(value);

export const destinationFields: readonly ValueField[] = [
	field({
		displayName: 'Type',
		name: 'type',
		type: 'options',
		required: true,
		options: allTypes.map((value) => ({ name: types[value].name, value })),
		default: 'mobile_wallet',
		description: 'Where this person or business receives the money',
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
		placeholder: 'e.g. 87bbfdcf-fb59-4d8e-b039-b85b97015a7e',
		description:
			'The accountReference from Get Bank Account or Get Wallet, or from the Kopo Kopo dashboard',
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
		placeholder: 'e.g. Jane (cashier)',
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
