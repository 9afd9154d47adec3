import { type Json, isJson, textAt } from './json.mts';
import type { ResourceType, Version } from './resource.mts';
import { scenarioOf } from './scenarios.mts';
import {
	type Check,
	type Rule,
	byType,
	field,
	matching,
	oneOf,
	optional,
	phoneNumber,
	present,
	reference,
} from './validation.mts';

type Checks = Readonly<Record<string, readonly Check[]>>;

const digits = matching(/^\d+$/);

const wallet: Checks = {
	first_name: [present],
	last_name: [present],
	phone_number: [present, phoneNumber],
	network: [present],
};

const bank: Checks = {
	account_name: [present],
	account_number: [present],
	bank_branch_ref: [present, reference],
	settlement_method: [present, oneOf(['EFT', 'RTS'])],
};

/** The fields of each recipient type and their checks. */
const recipients: Readonly<Record<string, Checks>> = {
	mobile_wallet: { ...wallet, email: [] },
	bank_account: bank,
	till: { till_name: [present], till_number: [present, digits] },
	paybill: {
		paybill_name: [present],
		paybill_number: [present, digits],
		paybill_account_number: [present],
	},
};

/** In v2, k2-connect-node sends a settlement method and k2-connect-ruby does not. */
const laxRecipients: Readonly<Record<string, Checks>> = {
	bank_account: { ...bank, settlement_method: [optional(oneOf(['EFT', 'RTS']))] },
};

/** The names of recipient and account types in v1 responses. */
export const displayNames: Readonly<Record<string, string>> = {
	mobile_wallet: 'Mobile Wallet',
	bank_account: 'Bank Account',
	till: 'Till',
	paybill: 'Paybill',
	merchant_wallet: 'Mobile Wallet',
	merchant_bank_account: 'Bank Account',
};

/**
 * Own accounts that exist from the start, by type (k2-connect-php
 * tests/Mocks/transferStatus.json and tests/Mocks/hooks/transfercompleted.json).
 */
export const ownAccounts = {
	merchant_wallet: {
		reference: '17067bf7-648e-424c-af0f-8c541a1b4ec3',
		first_name: 'Jane',
		last_name: 'Doe',
		phone_number: '+254999999999',
		network: 'Safaricom',
	},
	merchant_bank_account: {
		reference: '34a273d1-fedc-4610-8ab6-a1ba4828f317',
		account_name: 'Test Account',
		account_number: '1234',
		bank_branch_ref: 'ea2e79f7-35a1-486e-9e18-fe06589a9d7d',
		settlement_method: 'EFT',
	},
} as const;

export type OwnAccountType = keyof typeof ownAccounts;

export function isOwnAccountType(type: string): type is OwnAccountType {
	return Object.hasOwn(ownAccounts, type);
}

/** The API no longer returns references (k2-connect-php tests/Mocks/externalRecipientStatus.json). */
const REFERENCE = 'Unavailable';

/** A recipient of outgoing money: `pay_recipients` in v1, `external_recipients` in v2. */
export function recipientType(collection: string, version: Version, type: string): ResourceType {
	const kinds: Record<string, Checks> = { ...recipients, ...(version === 'v2' && laxRecipients) };
	const rules = Object.entries(kinds).map(([kind, checks]) => [kind, rulesOf(checks, `${type}.`)]);
	const detailsOf = (request: Json): Json => {
		const details = request[type];
		return isJson(details) ? details : {};
	};

	return {
		collection,
		versions: [version],
		type,
		rules: [byType('type', Object.fromEntries(rules))],
		scenario: (request) => scenarioOf(choiceOf(detailsOf(request))),
		stages: ({ request }) => [
			{
				after: 0,
				enter: () => ({
					recipient_type: displayNames[textAt(request, 'type')],
					account_alias: detailsOf(request)['nickname'] ?? null,
					status: 'Approved',
					...fieldsOf(kinds[textAt(request, 'type')], detailsOf(request)),
					recipient_reference: REFERENCE,
				}),
			},
		],
	};
}

/** An own account that receives settlements. */
export function ownAccountType(collection: string, type: OwnAccountType): ResourceType {
	const checks = type === 'merchant_wallet' ? wallet : bank;
	return {
		collection,
		versions: ['v1', 'v2'],
		type,
		rules: rulesOf(checks),
		scenario: (request) => scenarioOf(choiceOf(request)),
		stages: ({ request }) => [
			{
				after: 0,
				enter: () => ({
					status: 'Approved',
					account_reference: REFERENCE,
					...fieldsOf(checks, request),
				}),
			},
		],
	};
}

function rulesOf(checks: Checks, prefix = ''): Rule[] {
	return Object.entries(checks).map(([name, all]) => field(`${prefix}${name}`, ...all));
}

function fieldsOf(checks: Checks = {}, values: Json): Json {
	return Object.fromEntries(Object.keys(checks).map((name) => [name, values[name] ?? null]));
}

function choiceOf(account: Json): { phoneNumber: string; tillNumber: string } {
	return {
		phoneNumber: textAt(account, 'phone_number'),
		tillNumber: textAt(account, 'till_number'),
	};
}
