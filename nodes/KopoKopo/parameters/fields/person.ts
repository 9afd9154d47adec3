import { email, phoneNumber } from '../checks';
import { field, type FieldChanges } from '../field';
import { proseField, textField } from './text';

export const phoneNumberField = (property: string, more: FieldChanges<string | undefined> = {}) =>
	field({
		displayName: 'Phone Number',
		name: 'phoneNumber',
		required: true,
		placeholder: 'e.g. 0712 345 678',
		description: 'M-PESA phone number, such as 0712345678 or +254712345678',
		builderHint: {
			propertyHint:
				'Text: a number loses the leading 0. The senderPhoneNumber of an event can be masked (0722XXXXXX), which is rejected.',
		},
		property,
		check: phoneNumber,
		...more,
	});

export const firstNameField = (property: string, more: FieldChanges<string | undefined> = {}) =>
	proseField({
		displayName: 'First Name',
		name: 'firstName',
		placeholder: 'e.g. Jane',
		description: 'First name of the person',
		property,
		...more,
	});

export const lastNameField = (property: string, more: FieldChanges<string | undefined> = {}) =>
	proseField({
		displayName: 'Last Name',
		name: 'lastName',
		placeholder: 'e.g. Wanjiku',
		description: 'Last name of the person',
		property,
		...more,
	});

export const networkField = (property: string, more: FieldChanges<string | undefined> = {}) =>
	textField({
		displayName: 'Network',
		name: 'network',
		default: 'Safaricom',
		required: true,
		placeholder: 'e.g. Safaricom',
		description: 'Mobile network of the phone number',
		property,
		...more,
	});

export const emailOption = (property: string) =>
	field({
		displayName: 'Email',
		name: 'email',
		placeholder: 'e.g. name@email.com',
		description: 'Email address of the person',
		property,
		check: email,
	});
