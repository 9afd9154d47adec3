import type { ICredentialDataDecryptedObject, IDataObject, IHookFunctions } from 'n8n-workflow';

import { credentialName, credentialText } from '../api/credential';
import { collectionPath, endpoints } from '../api/endpoints';
import { apiOrigin, chosenVersion, isLoopback, parseUrl } from '../api/environments';
import { locationIn, resourcePathOf } from '../api/location';
import { toNodeError } from '../api/node-error';
import { kopoKopo, readFailure, sentenceOf, type Failure } from '../api/request-failure';
import { send } from '../api/send';
import type { ApiVersion } from '../payloads/api-version';
import { versionOf } from '../payloads/events';
import { selectionOf, type Selection, type Subscription } from './selection';

const { webhookSubscription } = endpoints;

/**
 * Locations of the subscriptions that this process made. Node data is the lasting memory, but n8n does
 * not always save it: not for test webhooks, and not when a later subscription fails.
 */
const madeHere = new Map<string, string>();

/** Subscriptions that are being made at this moment. */
const underWay = new Map<string, Promise<string>>();

/** What stands in the way of receiving anything, or undefined: checked before anything is sent. */
function obstacle(
	{ triggerOn, subscriptions }: Selection,
	credentials: ICredentialDataDecryptedObject,
	webhookUrl: string,
): Pick<Failure, 'what' | 'advice'> | undefined {
	const url = parseUrl(webhookUrl);
	const isReachable =
		url?.protocol === 'https:' || (url && isLoopback(new URL(apiOrigin(credentials)).hostname));
	const hasDaraja = subscriptions.some(({ daraja }) => daraja);
	if (!credentialText(credentials, 'apiKey')) {
		return {
			what: 'The Kopo Kopo credential has no API key',
			advice:
				'Add it to the credential. Without it, n8n cannot verify that events come from Kopo Kopo.',
		};
	}
	if (!isReachable) {
		return {
			what: `Kopo Kopo cannot reach n8n: its webhook URL is ${url?.origin ?? 'missing'}, which is not a public HTTPS address`,
			advice:
				'Use the Kopo Kopo Polling Trigger instead, or set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public HTTPS address of n8n and restart it.',
		};
	}
	if (triggerOn === 'webhookEvents' && subscriptions.length === 0) {
		return { what: 'No event is selected', advice: 'Select at least one in Events.' };
	}
	if (hasDaraja && chosenVersion(credentials) === 'v1') {
		return {
			what: 'API v1 has no Daraja payload',
			advice:
				'Turn off Enable Daraja Payload, or select V2 in the credential if your Kopo Kopo account uses it.',
		};
	}
	return undefined;
}

/**
 * What a trigger needs to receive its events: kept in the node's own data, since Kopo Kopo can neither
 * list subscriptions nor end one.
 */
export class Subscriptions {
	private constructor(
		private readonly context: IHookFunctions,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly url: string,
		private readonly wanted: Subscription[],
		private readonly remembered: Record<string, string>,
	) {}

	/** @throws NodeApiError when something stands in the way that only the user can remove */
	static async of(context: IHookFunctions): Promise<Subscriptions> {
		const credentials = await context.getCredentials(credentialName);
		const selection = selectionOf(context);
		const url = context.getNodeWebhookUrl('default') ?? '';
		const inTheWay = obstacle(selection, credentials, url);
		if (inTheWay) throw toNodeError(context.getNode(), { outcome: 'notSent', ...inTheWay });

		const data = context.getWorkflowStaticData('node');
		data.subscriptions ??= {};
		const remembered = data.subscriptions as Record<string, string>;
		return new Subscriptions(context, credentials, url, selection.subscriptions, remembered);
	}

	/** What makes a subscription the same one: whatever differs here is another. */
	private keyOf({ topic, scope, scopeReference = '', daraja }: Subscription): string {
		const application = [apiOrigin(this.credentials), credentialText(this.credentials, 'clientId')];
		const version = this.versionFor(topic);
		return JSON.stringify([
			...application,
			version,
			topic,
			scope,
			scopeReference,
			daraja === true,
			this.url,
		]);
	}

	private versionFor(topic: string): ApiVersion {
		return versionOf(topic, chosenVersion(this.credentials));
	}

	private locationOf(key: string): string | undefined {
		return this.remembered[key] ?? madeHere.get(key);
	}

	private async request(method: 'GET' | 'POST', path: string, json?: IDataObject) {
		return await send(this.context, this.credentials, { method, path, json });
	}

	/** Only Kopo Kopo's own "not found" tells that a subscription is gone; that it is out of reach does not. */
	private async isGone(location: string): Promise<boolean> {
		const origin = apiOrigin(this.credentials);
		const version = chosenVersion(this.credentials);
		const path = resourcePathOf(location, webhookSubscription, origin, version);
		return await this.request('GET', path).then(
			() => false,
			(error: unknown) => readFailure(error).status === 404,
		);
	}

	/** Whether Kopo Kopo still has every subscription that is wanted. Forgets those that it has not. */
	async allExist(): Promise<boolean> {
		const checks = this.wanted.map(async (subscription) => {
			const key = this.keyOf(subscription);
			const location = this.locationOf(key);
			if (!location) return false;
			const exists = !(await this.isGone(location));
			if (exists) {
				this.remembered[key] = location;
			} else {
				delete this.remembered[key];
				madeHere.delete(key);
			}
			return exists;
		});
		return (await Promise.all(checks)).every(Boolean);
	}

	/**
	 * Makes the subscriptions that are missing. Those made before a failure are kept.
	 *
	 * @throws NodeApiError that names the event and quotes Kopo Kopo
	 */
	async createMissing(): Promise<void> {
		for (const subscription of this.wanted) {
			const key = this.keyOf(subscription);
			this.remembered[key] = this.locationOf(key) ?? (await this.createOnce(key, subscription));
		}
	}

	/** Two who want the same subscription at the same moment share it. */
	private async createOnce(key: string, subscription: Subscription): Promise<string> {
		let making = underWay.get(key);
		if (!making) {
			making = this.create(subscription)
				.then((location) => {
					madeHere.set(key, location);
					return location;
				})
				.finally(() => underWay.delete(key));
			underWay.set(key, making);
		}
		return await making;
	}

	private async create(subscription: Subscription): Promise<string> {
		const { topic, scope, scopeReference, daraja } = subscription;
		const path = collectionPath(webhookSubscription, this.versionFor(topic));
		const response = await this.request('POST', path, {
			event_type: topic,
			url: this.url,
			scope,
			...(scopeReference && { scope_reference: scopeReference }),
			...(daraja && { enable_daraja_payload: true }),
		}).catch((error: unknown) => {
			const failure = readFailure(error);
			const what = `Could not subscribe to ${topic}: ${sentenceOf(failure)}`;
			throw toNodeError(this.context.getNode(), { ...failure, subject: undefined, what });
		});
		const location = locationIn(response, this.credentials);
		if (!location) {
			throw toNodeError(this.context.getNode(), {
				outcome: 'accepted',
				subject: kopoKopo,
				what: `gave no Location for the subscription to ${topic}`,
				advice: 'Check the environment or the base URL in the credential.',
			});
		}
		return location;
	}
}
