import { amount, errors, isRecord, optional, type FieldTable, type Shape } from './reader';

const links: FieldTable = {
	linkSelf: 'data.attributes._links.self',
	callbackUrl: 'data.attributes._links.callback_url',
};

/**
 * The flat form of every resource, by its `data.type`. A result callback has the same JSON as the
 * status of its resource (k2-connect-php, tests/Mocks).
 */
export const resourceShapes: Readonly<Record<string, Shape>> = {
	incoming_payment: [
		{
			id: 'data.id',
			type: 'data.type',
			initiationTime: 'data.attributes.initiation_time',
			status: 'data.attributes.status',
			eventType: 'data.attributes.event.type',
			errors: errors('data.attributes.event.errors'),
			metadata: 'data.attributes.metadata',
			...links,
		},
		{
			at: 'data.attributes.event.resource',
			is: isRecord,
			then: {
				resourceId: 'data.attributes.event.resource.id',
				reference: 'data.attributes.event.resource.reference',
				originationTime: 'data.attributes.event.resource.origination_time',
				senderPhoneNumber: 'data.attributes.event.resource.sender_phone_number',
				amount: amount('data.attributes.event.resource.amount'),
				currency: 'data.attributes.event.resource.currency',
				tillNumber: 'data.attributes.event.resource.till_number',
				system: 'data.attributes.event.resource.system',
				resourceStatus: 'data.attributes.event.resource.status',
				senderFirstName: 'data.attributes.event.resource.sender_first_name',
				senderMiddleName: 'data.attributes.event.resource.sender_middle_name',
				senderLastName: 'data.attributes.event.resource.sender_last_name',
				hashedSenderPhone: optional('data.attributes.event.resource.hashed_sender_phone'),
			},
			otherwise: { resource: 'data.attributes.event.resource' },
		},
	],
};
