import { field, type ValueField } from '../field';

/** Whether events come in the form of Safaricom's Daraja API, which v2 alone can send. */
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
