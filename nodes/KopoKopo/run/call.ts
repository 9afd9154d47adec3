import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { ApiRequest, SendOptions } from '../api/send';
import type { Field, Values } from '../parameters/field';
import type { Settings } from '../parameters/settings';

/** One item of a run, with what its parameters mean. */
export interface Item {
	/** Its index in the input, from 0. */
	index: number;
	values: Values;
	settings: Settings;
	credentials: ICredentialDataDecryptedObject;
	options: SendOptions;
}

/** Makes output items of a response, one for each JSON object. */
export type Read = (response: IN8nHttpFullResponse, item: Item) => IDataObject[];

/** How an execution waits in n8n's database for a result: for one item at a time, and not for an AI agent. */
export interface DurableWait {
	/** Parameters whose values are stored until the result comes, to compare them with it. */
	compared: readonly string[];
	/** What in a result differs from these values, in words for the output. */
	differences(result: unknown, values: Values): string[];
}

/** The result of a request, which Kopo Kopo carries out after it has accepted it. */
export interface CallResult {
	/** Where its status can be checked until it is final. */
	endpoint: Endpoint;
	read: Read;
	durableWait?: DurableWait;
}

interface AnyCall {
	/**
	 * The request that an item makes.
	 *
	 * @throws InputError if it makes none: then nothing is sent
	 */
	request(
		item: Item,
		fields: readonly Field[],
		context: IExecuteFunctions,
	): ApiRequest | Promise<ApiRequest>;
	/** @throws RequestFailure for a response that it cannot use */
	read: Read;
}

/** A call that is never sent a second time. */
export interface MoneyCall extends AnyCall {
	movesMoney: true;
	result: CallResult;
}

interface OtherCall extends AnyCall {
	movesMoney: false;
	result?: CallResult;
}

/** What an operation sends to Kopo Kopo for one item, and how it reads the response. */
export type Call = MoneyCall | OtherCall;

/** What running an operation needs of it. */
export interface Runnable {
	name: string;
	resource: string;
	value: string;
	fields: readonly Field[];
	call: Call;
}
