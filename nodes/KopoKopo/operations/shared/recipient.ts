import type { Endpoint } from '../../api/endpoints';
import { oneOf } from '../../parameters/checks';
import { field, optionsField, shownFor, type Field, type ValueField } from '../../parameters/field';
import {
	accountFields,
	nicknameOption,
	paybillFields,
	settlementMethodField,
} from '../../parameters/fields/account';
import {
	emailOption,
	firstNameField,
	lastNameField,
	networkField,
	phoneNumberField,
} from '../../parameters/fields/person';
import { proseField } from '../../parameters/fields/text';
import { tillNumberField } from '../../parameters/fields/till';

const required = { required: true };

export const recipientTypes = [
	{ name: 'Bank Account', value: 'bank_account' },
	{ name: 'Mobile Wallet', value: 'mobile_wallet' },
	{ name: 'Paybill', value: 'paybill' },
	{ name: 'Till', value: 'till' },
];

export const recipientTypeCheck = oneOf(recipientTypes.map(({ value }) => value));

function descriptionFields(endpoint: Endpoint): ValueField[] {
	const wrapper = endpoint.type;
	const wallet = shownFor('recipientType', 'mobile_wallet');
	const bankAccount = shownFor('recipientType', 'bank_account');
	const till = shownFor('recipientType', 'till');
	const paybill = shownFor('recipientType', 'paybill');
	return [
		firstNameField(`${wrapper}.first_name`, { ...wallet, ...required }),
		lastNameField(`${wrapper}.last_name`, { ...wallet, ...required }),
		phoneNumberField(`${wrapper}.phone_number`, wallet),
		networkField(`${wrapper}.network`, wallet),
		...accountFields(`${wrapper}.`, bankAccount),
		settlementMethodField(`${wrapper}.settlement_method`, endpoint, bankAccount),
		proseField({
			displayName: 'Till Name',
			name: 'tillName',
			required: true,
			placeholder: 'e.g. Mama Jane Grocery',
			description: 'Name that the till is registered under',
			property: `${wrapper}.till_name`,
			...till,
		}),
		tillNumberField(`${wrapper}.till_number`, {
			...till,
			placeholder: 'e.g. 123456',
			description: 'Till to pay',
		}),
		proseField({
			displayName: 'Paybill Name',
			name: 'paybillName',
			required: true,
			placeholder: 'e.g. Kenya Power',
			description: 'Name that the paybill is registered under',
			property: `${wrapper}.paybill_name`,
			...paybill,
		}),
		...paybillFields(`${wrapper}.`, paybill),
	];
}

export function recipientFields(endpoint: Endpoint): Field[] {
	const wrapper = endpoint.type;
	const hasNickname = endpoint.versions.includes('v2');
	return [
		field({
			displayName: 'Recipient Type',
			name: 'recipientType',
			type: 'options',
			options: recipientTypes,
			default: 'mobile_wallet',
			description: 'How the recipient receives money',
			property: 'type',
			whenMissing: 'check',
			check: recipientTypeCheck,
		}),
		...descriptionFields(endpoint),
		optionsField(
			emailOption(`${wrapper}.email`),
			...(hasNickname ? [nicknameOption(`${wrapper}.nickname`, endpoint)] : []),
		),
	];
}
