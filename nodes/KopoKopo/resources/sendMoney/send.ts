import { endpoints } from '../../api/endpoints';
import { text } from '../checks';
import {
	bodyField,
	callbackUrlField,
	currencyField,
	metadataOption,
	optionsField,
	shownFor,
} from '../fields';
import type { Operation } from '../resource';
import { createCall } from '../call';
import { destinationParameters, destinations } from './destinations';

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send money',
	description: 'Send money to one or several destinations, or sweep the balance to yourself',
	call: createCall(endpoints.sendMoney),
	fields: [
		{
			displayName: 'Sweep',
			name: 'sweep',
			type: 'boolean',
			default: false,
			description:
				'Whether to move the whole balance to your own preferred account, with no destinations',
		},
		bodyField({
			displayName: 'Destinations',
			name: 'destinations',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Destination',
			default: {},
			description: 'Where the money goes, all in one request',
			options: [{ displayName: 'Destination', name: 'destination', values: destinationParameters }],
			...shownFor('sweep', false),
			property: 'destinations',
			check: destinations,
		}),
		currencyField('currency'),
		callbackUrlField(),
		optionsField(
			metadataOption(),
			bodyField({
				displayName: 'Source Identifier',
				name: 'sourceIdentifier',
				placeholder: 'e.g. 123456',
				description: 'Number of the till to take the money from; empty: the available balance',
				property: 'source_identifier',
				check: text,
			}),
		),
	],
};
