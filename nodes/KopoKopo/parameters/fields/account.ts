import type { INodePropertyOptions } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import { accountNumber, inV2, oneOf, prose } from '../checks';
import { field, type ValueField, type FieldChanges } from '../field';
import { proseField, textField } from './text';

export const accountFields = (
	prefix: string,
	more: FieldChanges<string | undefined> = {},
): ValueField[] => [
	proseField({
		displayName: 'Account Name',
		name: 'accountName',
		required: true,
		placeholder: 'e.g. Jane Wanjiku',
		description: 'Name of the account holder',
		property: `${prefix}account_name`,
		...more,
	}),
	textField({
		displayName: 'Account Number',
		name: 'accountNumber',
		required: true,
		placeholder: 'e.g. 1234567890',
		description: 'Number of the bank account',
		property: `${prefix}account_number`,
		check: accountNumber,
		...more,
	}),
	textField({
		displayName: 'Bank Branch Reference',
		name: 'bankBranchRef',
		required: true,
		placeholder: 'e.g. 633aa26c-7b7c-4091-ae28-96c0687cf886',
		description:
			"Kopo Kopo's ID of the bank branch, from Get Bank Account, the dashboard or support",
		property: `${prefix}bank_branch_ref`,
		...more,
	}),
];

export const paybillFields = (
	prefix: string,
	more: FieldChanges<string | undefined> = {},
): ValueField[] => [
	textField({
		displayName: 'Paybill Number',
		name: 'paybillNumber',
		required: true,
		placeholder: 'e.g. 888880',
		description: 'Business number of the paybill',
		property: `${prefix}paybill_number`,
		...more,
	}),
	textField({
		displayName: 'Paybill Account Number',
		name: 'paybillAccountNumber',
		required: true,
		placeholder: 'e.g. 54600123456',
		description: 'Account number at the paybill, such as a customer or invoice number',
		property: `${prefix}paybill_account_number`,
		check: accountNumber,
		...more,
	}),
];

const settlementMethods: INodePropertyOptions[] = [
	{ name: 'EFT', value: 'EFT', description: 'Electronic funds transfer' },
	{ name: 'RTS', value: 'RTS', description: 'Real-time settlement' },
];

const noSettlementMethod: INodePropertyOptions = {
	name: 'Not Set',
	value: '',
	description: 'Let Kopo Kopo choose',
};

/** Official SDKs of v2 disagree on whether a settlement method is required. */
export function settlementMethodField(
	property: string,
	{ versions }: Pick<Endpoint, 'versions'>,
	more: FieldChanges<string | undefined> = {},
): ValueField {
	const isOptional = !versions.includes('v1');
	const options = isOptional ? [...settlementMethods, noSettlementMethod] : settlementMethods;
	const known = oneOf(options.map(({ value }) => String(value)));
	return field({
		displayName: 'Settlement Method',
		name: 'settlementMethod',
		type: 'options',
		options,
		default: 'EFT',
		description: 'How the money reaches the bank account',
		property,
		// Empty is one of the choices.
		...(isOptional && { whenMissing: 'check' }),
		check: (value) => known(value) || undefined,
		...more,
	});
}

/** A nickname exists only in v2. */
export const nicknameOption = (property: string, { versions }: Pick<Endpoint, 'versions'>) =>
	field({
		displayName: 'Nickname',
		name: 'nickname',
		placeholder: 'e.g. Main account',
		description: 'Your own name for it (API v2)',
		property,
		check: versions.includes('v1') ? inV2(prose) : prose,
	});
