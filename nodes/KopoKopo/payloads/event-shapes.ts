import { amount, nested, optional, otherwise, reading, type Readings, type Shape } from './reader';
import { transactionAt } from './transactions';
import { asText } from './values';

const resource = 'event.resource';

export const envelope: Readings = {
	topic: 'topic',
	eventType: 'event.type',
	createdAt: 'created_at',
	id: 'id',
};

const resourceId: Readings = { resourceId: `${resource}.id` };

export const links: Readings = {
	linkSelf: '_links.self',
	linkResource: '_links.resource',
};

const transaction = (readings: Readings): Shape => [
	{ ...readings, ...envelope, ...resourceId, ...links },
];

/** A payment that was reversed or voided is not paid, even if its status says something else. */
const undone = (readings: Readings): Readings => ({
	...readings,
	paid: reading('topic', () => false),
});

const readings = {
	buygoods: transactionAt.buygoods(resource),
	b2b: transactionAt.b2b(resource),
	card: transactionAt.card(resource),
};

export const buygoods = transaction(readings.buygoods);
export const buygoodsUndone = transaction(undone(readings.buygoods));
export const b2b = transaction(readings.b2b);
export const b2bUndone = transaction(undone(readings.b2b));
export const card = transaction(readings.card);
export const cardUndone = transaction(undone(readings.card));
export const merchantToMerchant = transaction(transactionAt.merchantToMerchant(resource));

const names: Readings = {
	nickname: optional(`${resource}.destination.resource.nickname`),
	accountAlias: optional(`${resource}.destination.resource.account_alias`),
};

/** Bank details are inside `destination.resource`; the PHP SDK looks one level too high. */
export const settlement: Shape = [
	{
		status: `${resource}.status`,
		amount: amount(`${resource}.amount`),
		currency: `${resource}.currency`,
		originationTime: `${resource}.origination_time`,
		destinationType: `${resource}.destination.type`,
		destinationReference: `${resource}.destination.resource.reference`,
	},
	{
		at: `${resource}.destination.type`,
		variants: [
			[
				(type) => /wallet/i.test(asText(type)),
				{
					phoneNumber: `${resource}.destination.resource.phone_number`,
					firstName: `${resource}.destination.resource.first_name`,
					lastName: `${resource}.destination.resource.last_name`,
					network: `${resource}.destination.resource.network`,
					email: optional(`${resource}.destination.resource.email`),
				},
			],
			[
				otherwise,
				{
					accountName: `${resource}.destination.resource.account_name`,
					accountNumber: `${resource}.destination.resource.account_number`,
					bankBranchRef: `${resource}.destination.resource.bank_branch_ref`,
					settlementMethod: `${resource}.destination.resource.settlement_method`,
				},
			],
		],
	},
	{
		...names,
		disbursements: nested(`${resource}.disbursements`),
		...envelope,
		...resourceId,
		...links,
	},
];

export const customer: Shape = [
	{
		phoneNumber: `${resource}.phone_number`,
		firstName: `${resource}.first_name`,
		middleName: `${resource}.middle_name`,
		lastName: `${resource}.last_name`,
		...envelope,
		...links,
	},
];
