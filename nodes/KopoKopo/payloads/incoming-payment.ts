import { errorsOf } from './errors';
import { requestPaid } from './statuses';
import { otherwise, reading, type Readings, type Shape } from './reader';
import { attributes, identity, links, metadata, status } from './resource-readings';
import { transactionAt } from './transactions';
import { isRecord, toReference, valueAt } from './values';

const payer = 'data.attributes.event.resource';

/** The payment itself, whose own status is not that of the request. */
function paymentOf(): Readings {
	const { status: resourceStatus, ...payment } = transactionAt.buygoods(payer);
	return {
		...payment,
		reference: reading(`${payer}.reference`, toReference),
		resourceStatus: resourceStatus!,
		resourceId: `${payer}.id`,
	};
}

export const incomingPayment: Shape = [
	{ ...status, paid: reading('data.attributes', requestPaid) },
	{
		at: payer,
		variants: [
			[isRecord, paymentOf()],
			[otherwise, { resource: payer }],
		],
	},
	{
		errors: reading('data.attributes', (found) => errorsOf(valueAt(found, 'event'), found)),
		...metadata,
		...attributes({ initiationTime: 'initiation_time', eventType: 'event.type' }),
		...identity,
		...links,
	},
];
