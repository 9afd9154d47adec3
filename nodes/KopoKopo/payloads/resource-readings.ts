import { transferMoved } from './money-moved';
import { amount, errors, nested, reading, type Readings } from './reader';

/** Readings of what stands in `data.attributes` under the names given. */
export const attributes = (names: Readonly<Record<string, string>>): Readings =>
	Object.fromEntries(Object.entries(names).map(([key, path]) => [key, `data.attributes.${path}`]));

export const status: Readings = attributes({ status: 'status' });

export const createdAt: Readings = attributes({ createdAt: 'created_at' });

export const identity: Readings = { id: 'data.id', type: 'data.type' };

export const links: Readings = attributes({
	linkSelf: '_links.self',
	callbackUrl: '_links.callback_url',
});

export const metadata: Readings = attributes({ metadata: 'metadata' });

export const topErrors: Readings = { errors: errors('data.attributes.errors') };

export const transferBatches: Readings = {
	transferBatches: nested('data.attributes.transfer_batches'),
};

export const amountOfMoney: Readings = {
	amount: amount('data.attributes.amount.value'),
	currency: 'data.attributes.amount.currency',
};

export const moneyMoved: Readings = { moneyMoved: reading('data.attributes', transferMoved) };
