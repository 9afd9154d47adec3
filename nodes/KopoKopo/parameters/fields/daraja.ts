import { field, type Check, type FieldChanges } from '../field';

/** Only v2 can send the format of Safaricom's Daraja API. */
export const darajaPayloadOption = (
	check: Check<boolean | undefined>,
	more: FieldChanges<boolean | undefined>,
) =>
	field({
		displayName: 'Enable Daraja Payload',
		name: 'enableDarajaPayload',
		type: 'boolean',
		default: false,
		check,
		...more,
	});
