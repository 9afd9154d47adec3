import { amount, errors, nested, optional, reading, type Readings } from './reader';
import { transferMoved } from './statuses';

/** Output key → name in `data.attributes`. */
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

export const topErrors: Readings = { errors: errors('data.attributes') };

/** The user's own name for a recipient or an account: v2 takes a nickname, and shows it as an alias. */
export const names: Readings = {
	nickname: optional('data.attributes.nickname'),
	accountAlias: optional('data.attributes.account_alias'),
};

export const transferBatches: Readings = {
	transferBatches: nested('data.attributes.transfer_batches'),
};

export const amountOfMoney: Readings = {
	amount: amount('data.attributes.amount.value'),
	currency: 'data.attributes.amount.currency',
};

export const moneyMoved: Readings = { moneyMoved: reading('data.attributes', transferMoved) };
