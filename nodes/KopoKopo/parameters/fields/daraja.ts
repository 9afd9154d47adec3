import { field, type ValueField } from '../field';

/** Only v2 can send the format of Safaricom's Daraja API. */
export const darajaPayloadOption = (
	more: Pick<ValueField, 'description' | 'check'> & Partial<ValueField>,
): ValueField =>
	field({
		displayName: 'Enable Daraja Payload',
		name: 'enableDarajaPayload',
		type: 'boolean',
		default: false,
		...more,
	});
