import { email, phoneNumber } from '../checks';
import { field, type ValueField } from '../field';
import { proseField, textField } from './text';

export const phoneNumberField = (property: string, more: Partial<ValueField> = {}): ValueField =>
	field({
		displayName: 'Phone Number',
		name: 'phoneNumber',
		required: true,
		placeholder: 'e.g. 0712 345 678',
		description: 'M-PESA phone number, with or without the country code',
		property,
		check: phoneNumber,
		...more,
	});

export const firstNameField = (property: string, more: Partial<ValueField> = {}): ValueField =>
	proseField({
		displayName: 'First Name',
		name: 'firstName',
		placeholder: 'e.g. Jane',
		description: 'First name of the person',
		property,
		...more,
	});

export const lastNameField = (property: string, more: Partial<ValueField> = {}): ValueField =>
	proseField({
		displayName: 'Last Name',
		name: 'lastName',
		placeholder: 'e.g. Wanjiku',
		description: 'Last name of the person',
		property,
		...more,
	});

export const networkField = (property: string, more: Partial<ValueField> = {}): ValueField =>
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

export const emailOption = (property: string): ValueField =>
	field({
		displayName: 'Email',
		name: 'email',
		placeholder: 'e.g. name@email.com',
		description: 'Email address of the person',
		property,
		check: email,
	});
