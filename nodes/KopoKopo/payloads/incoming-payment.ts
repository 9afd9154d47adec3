import { errorsOf } from './errors';
import { failureReasonOf } from './failure-reason';
import { otherwise, reading, type Reading, type Readings, type Shape } from './reader';
import { attributes, identity, links, metadata, status } from './resource-readings';
import { requestPaid } from './statuses';
import { transactionAt } from './transactions';
import { isRecord, toReference, valueAt } from './values';

const payer = 'data.attributes.event.resource';

/** The payment has its own status, and only the request says whether it is paid. */
function paymentOf(): Readings {
	const payment: Record<string, Reading | string> = { ...transactionAt.buygoods(payer) };
	delete payment.paid;
	delete payment.status;
	return {
		...payment,
		reference: reading(`${payer}.reference`, toReference),
		resourceStatus: `${payer}.status`,
		resourceId: `${payer}.id`,
	};
}

export const incomingPayment: Shape = [
	{
		...status,
		paid: reading('data.attributes', requestPaid),
		failureReason: reading('data.attributes', failureReasonOf),
	},
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
