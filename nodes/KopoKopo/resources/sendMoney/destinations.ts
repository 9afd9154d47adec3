import type { INodeProperties, UserError } from 'n8n-workflow';

import { isRecord } from '../../payloads/values';
import {
	amount,
	oneOf,
	phoneNumberWithoutPlus,
	refuse,
	requiredText,
	text,
	tillNumber,
	type ValueCheck,
} from '../checks';

interface DestinationField {
	displayName: string;
	/** Key of the API. */
	property: string;
	check: ValueCheck;
	description: string;
	placeholder?: string;
	more?: Partial<INodeProperties>;
}

/** The fields of destinations, by parameter name. */
const fields: Readonly<Record<string, DestinationField>> = {
	phoneNumber: {
		displayName: 'Phone Number',
		property: 'phone_number',
		check: phoneNumberWithoutPlus,
		description: 'The M-PESA number, with or without the country code',
		placeholder: 'e.g. 0712 345 678',
	},
	network: {
		displayName: 'Network',
		property: 'network',
		check: requiredText,
		description: 'Mobile network of the phone number',
		more: { default: 'Safaricom' },
	},
	bankBranchRef: {
		displayName: 'Bank Branch Reference',
		property: 'bank_branch_ref',
		check: requiredText,
		description: "Kopo Kopo's ID of the bank branch: see the dashboard, or ask its support",
		placeholder: 'e.g. 633aa26c-7b7c-4091-ae28-96c0687cf886',
	},
	accountName: {
		displayName: 'Account Name',
		property: 'account_name',
		check: requiredText,
		description: 'Name that the bank account is in',
	},
	accountNumber: {
		displayName: 'Account Number',
		property: 'account_number',
		check: requiredText,
		description: 'Number of the bank account',
	},
	tillNumber: {
		displayName: 'Till Number',
		property: 'till_number',
		check: tillNumber,
		description: 'Number of the till that is paid',
		placeholder: 'e.g. 123456',
	},
	paybillNumber: {
		displayName: 'Paybill Number',
		property: 'paybill_number',
		check: requiredText,
		description: 'Business number of the paybill',
	},
	paybillAccountNumber: {
		displayName: 'Paybill Account Number',
		property: 'paybill_account_number',
		check: requiredText,
		description: 'Account at the paybill that is paid into',
	},
	reference: {
		displayName: 'Reference',
		property: 'reference',
		check: requiredText,
		description: 'Reference of your own account, as the Kopo Kopo dashboard shows it',
	},
	amount: {
		displayName: 'Amount',
		property: 'amount',
		check: amount,
		description: 'Amount in Kenyan shillings, with at most two decimals',
		more: { type: 'number', default: 0, typeOptions: { minValue: 0, numberPrecision: 2 } },
	},
	description: {
		displayName: 'Description',
		property: 'description',
		check: requiredText,
		description: 'What the money is for',
		placeholder: 'e.g. Salary for May',
	},
	nickname: {
		displayName: 'Nickname',
		property: 'nickname',
		check: text,
		description: 'A name of your own for the recipient',
	},
	favourite: {
		displayName: 'Favourite',
		property: 'favourite',
		check: (value) => value === true || undefined,
		description: 'Whether to keep the recipient as a favourite',
		more: { type: 'boolean', default: false },
	},
};

interface DestinationType {
	name: string;
	/** Parameters that say where the money goes. */
	where: string[];
	/** Whether it belongs to somebody else. */
	external: boolean;
}

/** Where money can be sent to, by the value that the API takes. */
const types: Readonly<Record<string, DestinationType>> = {
	bank_account: {
		name: 'Bank Account',
		where: ['bankBranchRef', 'accountName', 'accountNumber'],
		external: true,
	},
	mobile_wallet: { name: 'Mobile Wallet', where: ['phoneNumber', 'network'], external: true },
	merchant_bank_account: { name: 'My Bank Account', where: ['reference'], external: false },
	merchant_wallet: { name: 'My Wallet', where: ['reference'], external: false },
	paybill: {
		name: 'Paybill',
		where: ['paybillNumber', 'paybillAccountNumber'],
		external: true,
	},
	till: { name: 'Till', where: ['tillNumber'], external: true },
};

const fieldsOf = ({ where, external }: DestinationType): string[] => [
	...where,
	'amount',
	'description',
	...(external ? ['nickname', 'favourite'] : []),
];

const isExternal = (type: string): boolean => types[type]?.external === true;

/** The check of a field; what is needed for others is optional for accounts of one's own. */
const checkOf = (type: string, name: string): ValueCheck =>
	name === 'description' && !isExternal(type) ? text : fields[name]!.check;

const checkType = oneOf(Object.keys(types));

function checkDestination(entered: unknown, index: number): Record<string, unknown> {
	const destination = isRecord(entered) ? entered : {};
	const checked = (label: string, check: ValueCheck, value: unknown) => {
		try {
			return check(value);
		} catch (error) {
			const { message, description } = error as UserError;
			return refuse(`has at number ${index + 1} a ${label} that ${message}`, description ?? '');
		}
	};
	const type = String(checked('Type', checkType, destination.type));
	const entries = fieldsOf(types[type]!).map((name) => {
		const { displayName, property } = fields[name]!;
		return [property, checked(displayName, checkOf(type, name), destination[name])] as const;
	});
	return { type, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

/** The list of destinations, each checked by its type. */
export const destinations: ValueCheck = (value) => {
	const list = isRecord(value) && Array.isArray(value.destination) ? value.destination : [];
	if (list.length === 0) {
		refuse('are empty', 'Add one, or turn Sweep on to move the whole balance to your own account.');
	}
	return list.map(checkDestination);
};

const typesWith = (name: string): string[] =>
	Object.entries(types)
		.filter(([, type]) => fieldsOf(type).includes(name))
		.map(([value]) => value);

/** The parameters of one destination: each shows for the types that have it. */
export const destinationParameters: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: Object.entries(types).map(([value, { name }]) => ({ name, value })),
		default: 'mobile_wallet',
		description: 'Where the money goes',
	},
	...Object.entries(fields).map(
		([name, { displayName, description, placeholder, more }]): INodeProperties => ({
			displayName,
			name,
			type: 'string',
			default: '',
			description,
			...(placeholder && { placeholder }),
			...more,
			displayOptions: { show: { type: typesWith(name) } },
		}),
	),
];
