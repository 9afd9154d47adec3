import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Endpoint, MoneyDirection } from '../api/endpoints';
import type { ApiRequest, SendOptions } from '../api/send';
import type { Field, Values } from '../parameters/field';
import type { Settings } from '../parameters/settings';

export interface Item {
	index: number;
	values: Values;
	settings: Settings;
	credentials: ICredentialDataDecryptedObject;
	options: SendOptions;
}

export type Read = (response: IN8nHttpFullResponse, item: Item) => IDataObject[];

/** For a call whose execution waits in n8n's database for the result. */
export interface DurableWait {
	comparedParameters: readonly string[];
	differences(result: unknown, values: Values): string[];
}

export interface CallResult {
	endpoint: Endpoint;
	read: Read;
	/** Keys that a result may lack, by the parameters that have their values. */
	requested?: Readonly<Record<string, string>>;
	durableWait?: DurableWait;
}

interface AnyCall {
	/** @throws InputError if an item makes no request */
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
	movesMoney: MoneyDirection;
	result: CallResult;
}

interface OtherCall extends AnyCall {
	movesMoney: false;
	result?: CallResult;
}

export type Call = MoneyCall | OtherCall;

export interface Runnable {
	name: string;
	resource: string;
	value: string;
	fields: readonly Field[];
	call: Call;
}
