import type { INodePropertyOptions } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import { inV2, oneOf, prose } from '../checks';
import { field, type ValueField } from '../field';
import { proseField, textField } from './text';

export const accountFields = (prefix: string, more: Partial<ValueField> = {}): ValueField[] => [
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
		...more,
	}),
	textField({
		displayName: 'Bank Branch Reference',
		name: 'bankBranchRef',
		required: true,
		placeholder: 'e.g. 633aa26c-7b7c-4091-ae28-96c0687cf886',
		description:
			"Kopo Kopo's ID of the bank branch. To find it, use Transfer: Get Bank Account for an account at that branch, look in the Kopo Kopo dashboard, or ask Kopo Kopo support.",
		property: `${prefix}bank_branch_ref`,
		...more,
	}),
];

export const paybillFields = (prefix: string, more: Partial<ValueField> = {}): ValueField[] => [
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
		description: 'Account number at the paybill, such as that of a customer or an invoice',
		property: `${prefix}paybill_account_number`,
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

/** @param versions those of the endpoint: official SDKs of v2 disagree whether it has to be given */
export function settlementMethodField(
	property: string,
	{ versions }: Pick<Endpoint, 'versions'>,
	more: Partial<ValueField> = {},
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
		// Empty is a choice of its own.
		...(isOptional && { whenMissing: 'check' }),
		check: (value) => known(value) || undefined,
		...more,
	});
}

/** @param versions those of the endpoint: a nickname exists in v2 alone */
export const nicknameOption = (
	property: string,
	{ versions }: Pick<Endpoint, 'versions'>,
): ValueField =>
	field({
		displayName: 'Nickname',
		name: 'nickname',
		description: 'Your own name for it (API v2)',
		property,
		check: versions.includes('v1') ? inV2(prose) : prose,
	});
