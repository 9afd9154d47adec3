import type { Json } from '../../simulator/json.mts';
import type { Simulator } from '../../simulator/simulator.mts';

export interface Reply {
	status: number;
	location: string | null;
	/** Parsed if it is JSON, otherwise text. */
	body: unknown;
}

/** A minimal API client, without retries. */
export interface Client {
	/** `path` may also be a URL. */
	get(path: string): Promise<Reply>;
	post(path: string, body: unknown): Promise<Reply>;
}

/** Gets an access token. */
export async function exchange({ url, application }: Simulator): Promise<string> {
	const response = await fetch(`${url}/oauth/token`, {
		method: 'POST',
		body: new URLSearchParams({
			client_id: application.clientId,
			client_secret: application.clientSecret,
			grant_type: 'client_credentials',
		}),
	});
	return ((await response.json()) as { access_token: string }).access_token;
}

/** A client with the given token or a new one. */
export async function clientOf(simulator: Simulator, token?: string): Promise<Client> {
	const bearer = token ?? (await exchange(simulator));
	const send = async (method: string, path: string, body?: unknown): Promise<Reply> => {
		const response = await fetch(new URL(path, simulator.url), {
			method,
			headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		return {
			status: response.status,
			location: response.headers.get('Location'),
			body: parsed(await response.text()),
		};
	};
	return { get: (path) => send('GET', path), post: (path, body) => send('POST', path, body) };
}

/** A valid STK push with `changes`. */
export function stkPush(callbackUrl: string, changes: Json = {}): Json {
	return {
		payment_channel: 'M-PESA STK Push',
		till_number: 'K123456',
		subscriber: { first_name: 'Joe', last_name: 'Buyer', phone_number: '+254999999999' },
		amount: { currency: 'KES', value: 100 },
		metadata: { customer_id: '123456789' },
		_links: { callback_url: callbackUrl },
		...changes,
	};
}

/** A valid subscription to payments to the whole company, with `changes`. */
export function subscription(url: string, changes: Json = {}): Json {
	return {
		event_type: 'buygoods_transaction_received',
		url,
		scope: 'company',
		scope_reference: null,
		...changes,
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
