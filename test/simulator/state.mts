import { isoTime } from './format.mts';
import type { Json } from './json.mts';
import type { RecordedRequest } from './requests.mts';
import { scenarios } from './scenarios.mts';
import type { Simulator } from './simulator.mts';
import { topics } from './topics.mts';

/** As many of each as the page can show. */
const LATEST = 200;

/** Keys of values that nobody who looks over a shoulder may read. */
const SECRETS = 'client_secret|access_token|token|api_key';

/** What the page shows: the latest of everything, with secrets and tokens cut short. */
export function stateOf(simulator: Simulator): Json {
	return {
		url: simulator.url,
		now: isoTime(simulator.clock.now()),
		manualClock: 'advance' in simulator.clock,
		requests: simulator.requests.slice(-LATEST).map(withoutSecrets),
		resources: simulator.resources().slice(-LATEST),
		subscriptions: simulator.subscriptions(),
		deliveries: simulator.deliveries.slice(-LATEST),
		counts: {
			requests: simulator.requests.length,
			resources: simulator.resources().length,
			deliveries: simulator.deliveries.length,
		},
		scenarios,
		events: Object.keys(topics),
	};
}

function withoutSecrets(request: RecordedRequest): RecordedRequest {
	const { authorization } = request.headers;
	return {
		...request,
		path: cutForm(request.path),
		headers: { ...request.headers, ...(authorization && { authorization: cut(authorization) }) },
		body: cutForm(cutJson(request.body)),
	};
}

function cut(secret: string): string {
	return `${secret.slice(0, 10)}…`;
}

function cutForm(text: string): string {
	return text.replace(new RegExp(`\\b(${SECRETS})=([^&]*)`, 'g'), '$1=…');
}

function cutJson(text: string): string {
	return text.replace(new RegExp(`"(${SECRETS})"\\s*:\\s*"[^"]*"`, 'g'), '"$1":"…"');
}
