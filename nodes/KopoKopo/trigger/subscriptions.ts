import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHookFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { collectionPath, endpoints } from '../api/endpoints';
import { apiOrigin, chosenVersion, isLoopback, parseUrl } from '../api/environments';
import { explain, readFailure, type Failure } from '../api/errors';
import { resourcePathOf } from '../api/location';
import { credentialName } from '../resources/names';
import { selectionOf, type Selection } from './selection';

interface Subscription {
	topic: string;
	url: string;
	scope: string;
	/** Till number, where the scope is a till. */
	scopeReference?: string;
}

/**
 * Locations of the subscriptions that this process made. Node data is the lasting memory, but n8n does
 * not always save it: not for test webhooks, and not when a later subscription fails.
 */
const madeHere = new Map<string, string>();

function activationFailure(context: IHookFunctions, failure: Failure) {
	// n8n's log and its activation dialog show the message alone, so the advice goes in there too.
	const what = `${failure.what}. ${failure.advice}`;
	return explain(context.getNode(), { ...failure, what });
}

function wantedSubscriptions(url: string, { topics, scopeOf, tillNumber }: Selection) {
	return topics.map((topic): Subscription => {
		const scope = scopeOf(topic);
		return { topic, url, scope, ...(scope === 'till' && { scopeReference: tillNumber }) };
	});
}

/**
 * What a trigger needs to receive its events: kept in the node's own data, since Kopo Kopo can neither
 * list subscriptions nor end one.
 */
export class Subscriptions {
	private constructor(
		private readonly context: IHookFunctions,
		private readonly origin: string,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly wanted: Subscription[],
		private readonly remembered: Record<string, string>,
	) {}

	/**
	 * @throws NodeApiError when the credential has no API key, or Kopo Kopo could not call the webhook URL
	 */
	static async of(context: IHookFunctions): Promise<Subscriptions> {
		const credentials = await context.getCredentials(credentialName);
		const origin = apiOrigin(credentials);
		const refuse = (what: string, advice: string) =>
			activationFailure(context, { fate: 'notSent', what, advice });
		if (!credentials.apiKey) {
			throw refuse(
				'The Kopo Kopo credential has no API key',
				'Enter it in the credential: without it nobody can tell a real payment from a forged one.',
			);
		}
		const url = parseUrl(context.getNodeWebhookUrl('default') ?? '');
		if (!url || (url.protocol !== 'https:' && !isLoopback(new URL(origin).hostname))) {
			throw refuse(
				`The webhook URL of n8n is not https: ${url?.origin ?? 'none'}`,
				'Kopo Kopo calls https addresses alone. Set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public https address of n8n and restart it.',
			);
		}
		const wanted = wantedSubscriptions(url.href, selectionOf(context));
		if (wanted.length === 0) {
			throw refuse('No event is selected', 'Select at least one in Events.');
		}
		const data = context.getWorkflowStaticData('node');
		data.subscriptions ??= {};
		const remembered = data.subscriptions as Record<string, string>;
		return new Subscriptions(context, origin, credentials, wanted, remembered);
	}

	private keyOf({ topic, url, scope, scopeReference = '' }: Subscription): string {
		const version = chosenVersion(this.credentials);
		const application = this.credentials.clientId;
		return JSON.stringify([this.origin, version, application, topic, scope, scopeReference, url]);
	}

	private locationOf(subscription: Subscription): string | undefined {
		const key = this.keyOf(subscription);
		return this.remembered[key] ?? madeHere.get(key);
	}

	private async request(method: 'GET' | 'POST', path: string, body?: IDataObject) {
		return (await this.context.helpers.httpRequestWithAuthentication.call(
			this.context,
			credentialName,
			{
				method,
				url: path,
				headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
				...(body && { body }),
				timeout: 30_000,
				returnFullResponse: true,
			},
		)) as IN8nHttpFullResponse;
	}

	/** Only Kopo Kopo's own "not found" tells that a subscription is gone; that it is out of reach does not. */
	private async isGone(location: string): Promise<boolean> {
		const version = chosenVersion(this.credentials);
		const path = resourcePathOf(location, endpoints.webhookSubscription, this.origin, version);
		return await this.request('GET', path).then(
			() => false,
			(error: unknown) => readFailure(error).status === 404,
		);
	}

	/** Whether Kopo Kopo still has every subscription that is wanted. Forgets those that it has not. */
	async allExist(): Promise<boolean> {
		for (const subscription of this.wanted) {
			const location = this.locationOf(subscription);
			if (!location) continue;
			const key = this.keyOf(subscription);
			if (await this.isGone(location)) {
				delete this.remembered[key];
				madeHere.delete(key);
			} else {
				this.remembered[key] = location;
			}
		}
		return this.wanted.every((subscription) => this.locationOf(subscription));
	}

	/**
	 * Makes the subscriptions that are missing. Those made before a failure are kept.
	 *
	 * @throws NodeApiError that names the event and quotes Kopo Kopo
	 */
	async createMissing(): Promise<void> {
		const { webhookSubscription } = endpoints;
		const path = collectionPath(webhookSubscription, chosenVersion(this.credentials));
		for (const subscription of this.wanted) {
			if (this.locationOf(subscription)) continue;
			const { topic, url, scope, scopeReference } = subscription;
			const response = await this.request('POST', path, {
				event_type: topic,
				url,
				scope,
				...(scopeReference && { scope_reference: scopeReference }),
			}).catch((error: unknown) => {
				const failure = readFailure(error);
				const what = `did not subscribe to ${topic}: Kopo Kopo ${failure.what}`;
				throw activationFailure(this.context, { ...failure, what });
			});
			const { location } = response.headers;
			if (typeof location !== 'string') {
				throw activationFailure(this.context, {
					fate: 'accepted',
					what: `gave no Location for the subscription to ${topic}`,
					advice: 'Check the environment or the Base URL of the credential.',
				});
			}
			const key = this.keyOf(subscription);
			this.remembered[key] = new URL(location, this.origin).href;
			madeHere.set(key, this.remembered[key]);
		}
	}
}
