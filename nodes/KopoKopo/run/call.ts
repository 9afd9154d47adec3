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

/** For an execution that waits in n8n's database until the result resumes it. */
export interface DurableWait {
	comparedParameters: readonly string[];
	differences(result: unknown, values: Values): string[];
}

/** The result that follows the acknowledgement of a request. */
export interface CallResult {
	endpoint: Endpoint;
	read: Read;
	/** Output key → parameter of the request that has its value, for a result that lacks it. */
	requested?: Readonly<Record<string, string>>;
	durableWait?: DurableWait;
}

/** What a call can use while a run lasts. */
export interface RunContext {
	context: IExecuteFunctions;
	/** Whether the execution was cancelled, or an item has failed and the workflow stops on errors. */
	shouldStop(): boolean;
}

interface AnyCall {
	/** @throws InputError if an item makes no request */
	request(
		item: Item,
		fields: readonly Field[],
		context: IExecuteFunctions,
	): ApiRequest | Promise<ApiRequest>;
	/** Reads the response to the request. @throws RequestFailure for one that it cannot use */
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

/** A call with one request for each item. */
export type RequestCall = MoneyCall | OtherCall;

/** A call that decides itself what it requests for its items, if anything. */
export interface OwnCall {
	movesMoney: false;
	/** Called for each item before the run starts. @throws InputError */
	check?(item: Item): void;
	/**
	 * Called once for all items of a run.
	 * @returns the function that returns the output of an item, and throws InputError or RequestFailure
	 */
	start(run: RunContext, items: readonly Item[]): (item: Item) => Promise<IDataObject[]>;
	result?: undefined;
}

export type Call = RequestCall | OwnCall;

export const isOwnCall = (call: Call): call is OwnCall => 'start' in call;

export interface Runnable {
	name: string;
	resource: string;
	value: string;
	fields: readonly Field[];
	call: Call;
}
