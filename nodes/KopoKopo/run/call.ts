import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Endpoint, MoneyDirection } from '../api/endpoints';
import type { ApiRequest, SendOptions } from '../api/send';
import type { Field, Values } from '../parameters/field';

/** One item of a run, with what its parameters mean. */
export interface Item {
	/** Its place in the input, from 0. */
	index: number;
	values: Values;
	credentials: ICredentialDataDecryptedObject;
	/** For each of its requests. */
	options: SendOptions;
}

/** What the JSON of an answer is for an item: one object for each item that comes out. */
export type Read = (response: IN8nHttpFullResponse, item: Item) => IDataObject[];

/** A resource whose status can be looked up until it is final, and what is made of that. */
export interface Awaitable {
	endpoint: Endpoint;
	read: Read;
	/** Keys that a result may lack, by the parameters that have their values. */
	requested?: Readonly<Record<string, string>>;
}

/** What an operation asks of Kopo Kopo for one item, and what it makes of the answer. */
export interface Call {
	/**
	 * The request that an item makes.
	 *
	 * @throws InputError where there is none: nothing is sent then
	 */
	request(
		item: Item,
		fields: readonly Field[],
		context: IExecuteFunctions,
	): ApiRequest | Promise<ApiRequest>;
	/** @throws RequestFailure for an answer that is no use */
	read: Read;
	/** Where it moves money, so that it must never be sent a second time. */
	movesMoney: MoneyDirection | false;
	/** What it makes, where the result of that can be waited for. */
	result?: Awaitable;
	/** Puts the execution to wait for the result, in n8n's database: of one item, and not for an agent. */
	waitsDurably?: boolean;
}

/** An operation as far as running it goes. */
export interface Runnable {
	name: string;
	resource: string;
	value: string;
	fields: readonly Field[];
	call: Call;
}
