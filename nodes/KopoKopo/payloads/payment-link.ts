import { amount, optional, reading, type Shape } from './reader';
import {
	attributes,
	createdAt,
	identity,
	links,
	metadata,
	status,
	topErrors,
} from './resource-readings';
import { linkPaid, linkStatusOf } from './statuses';
import { toPhoneNumber, toReference, valueAt } from './values';

function absoluteLink(attributesOfLink: unknown): unknown {
	const link = valueAt(attributesOfLink, 'payment_link.link');
	const base = valueAt(attributesOfLink, '_links.self');
	if (typeof link !== 'string' || typeof base !== 'string' || !URL.canParse(link, base))
		return link;
	return new URL(link, base).href;
}

const link = 'data.attributes.payment_link';

export const paymentLink: Shape = [
	{
		...status,
		paid: reading('data.attributes', linkPaid),
		linkStatus: reading(link, linkStatusOf),
		amount: amount('data.attributes.amount'),
		currency: 'data.attributes.currency',
		transactionReference: reading(`${link}.transaction_reference`, toReference),
		senderPhoneNumber: reading(`${link}.sender_phone_number`, toPhoneNumber),
		initiatorName: optional(`${link}.initiator_name`),
		link: reading('data.attributes', absoluteLink),
		...attributes({
			paymentReference: 'payment_reference',
			note: 'note',
			tillNumber: 'till_number',
			tillName: 'till_name',
		}),
		originationTime: `${link}.origination_time`,
		expiresAt: `${link}.expires_at`,
		...topErrors,
		...metadata,
		...createdAt,
		...identity,
		...links,
	},
];
