import type { ICredentialDataDecryptedObject, IDataObject, IHookFunctions } from 'n8n-workflow';

import { credentialName, credentialText } from '../api/credential';
import { collectionPath, endpoints } from '../api/endpoints';
import { apiOrigin, chosenVersion, isLoopback, parseUrl } from '../api/environments';
import { joinSentences } from '../api/error-text';
import { locationIn, resourcePathOf } from '../api/location';
import { toNodeError } from '../api/node-error';
import { readFailure, type Failure } from '../api/request-failure';
import { send } from '../api/send';
import { BoundedMap } from '../lib/bounded-map';
import { SingleFlight } from '../lib/single-flight';
import type { ApiVersion } from '../payloads/events';
import { versionOf } from '../payloads/events';
import { noApiKey } from '../webhooks/api-key';
import { selectionOf, type Selection, type Subscription } from './selection';

const { webhookSubscription } = endpoints;

/**
 * Locations of the subscriptions that this process made. Node data is the lasting memory, but n8n does
 * not always save it: not for test webhooks, and not when a later subscription fails.
 */
const madeHere = new BoundedMap<string>({ maxSize: 10_000 });

const creations = new SingleFlight<string>();

/** Why the trigger can't receive anything; undefined if it can. Checked before anything is sent. */
function obstacle(
	{ triggerOn, subscriptions }: Selection,
	credentials: ICredentialDataDecryptedObject,
	webhookUrl: string,
): Pick<Failure, 'message' | 'advice'> | undefined {
	const url = parseUrl(webhookUrl);
	const isReachable =
		url?.protocol === 'https:' || (url && isLoopback(new URL(apiOrigin(credentials)).hostname));
	const hasDaraja = subscriptions.some(({ daraja }) => daraja);
	if (!credentialText(credentials, 'apiKey')) return noApiKey;
	if (!isReachable) {
		return {
			message: url
				? `Kopo Kopo can only call public HTTPS addresses, but the webhook URL of n8n is ${url.origin}.`
				: 'Kopo Kopo can only call public HTTPS addresses, but n8n has no webhook URL.',
			advice:
				triggerOn === 'webhookEvents'
					? 'Set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public HTTPS address of n8n and restart it, or use the Kopo Kopo Polling Trigger, which needs no public address.'
					: 'Set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public HTTPS address of n8n and restart it.',
		};
	}
	if (triggerOn === 'webhookEvents' && subscriptions.length === 0) {
		return { message: 'No event is selected.', advice: 'Select at least one in Events.' };
	}
	if (hasDaraja && chosenVersion(credentials) === 'v1') {
		return {
			message: 'API v1 has no Daraja payload.',
			advice:
				'Turn off Enable Daraja Payload, or select V2 in the credential if your Kopo Kopo account uses it.',
		};
	}
	return undefined;
}

/** The subscriptions of a trigger, stored in the node's data: Kopo Kopo has no call to list or delete them. */
export class Subscriptions {
	private constructor(
		private readonly context: IHookFunctions,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly url: string,
		private readonly wanted: Subscription[],
		private readonly remembered: Record<string, string>,
	) {}

	/** @throws NodeApiError if only the user can fix what is wrong */
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

	/** Only Kopo Kopo's own 404 means that a subscription is gone. Kopo Kopo being unreachable doesn't. */
	private async isGone(location: string): Promise<boolean> {
		const origin = apiOrigin(this.credentials);
		const version = chosenVersion(this.credentials);
		const path = resourcePathOf(location, webhookSubscription, origin, version);
		return await this.request('GET', path).then(
			() => false,
			(error: unknown) => readFailure(error).status === 404,
		);
	}

	/** Whether Kopo Kopo still has all subscriptions. Removes the others from the node's data. */
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

	/** Those that were created before a failure stay. @throws NodeApiError that names the event and quotes Kopo Kopo */
	async createMissing(): Promise<void> {
		for (const subscription of this.wanted) {
			const key = this.keyOf(subscription);
			this.remembered[key] = this.locationOf(key) ?? (await this.createOnce(key, subscription));
		}
	}

	private async createOnce(key: string, subscription: Subscription): Promise<string> {
		return await creations.run(key, async () => {
			const location = await this.create(subscription);
			madeHere.set(key, location);
			return location;
		});
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
			const message = joinSentences(`The subscription to ${topic} failed.`, failure.message);
			throw toNodeError(this.context.getNode(), { ...failure, message });
		});
		const location = locationIn(response, this.credentials);
		if (!location) {
			throw toNodeError(this.context.getNode(), {
				outcome: 'accepted',
				message: `Kopo Kopo responded without a Location for the subscription to ${topic}.`,
				advice: 'Check the environment and the base URL in the credential.',
			});
		}
		return location;
	}
}
