import { isoTime } from './format.mts';
import type { Json } from './json.mts';
import { scenarios } from './scenarios.mts';
import { replaceSecrets } from './secrets.mts';
import type { Simulator } from './simulator.mts';
import type { TimelineEntry } from './timeline.mts';
import { topics } from './topics.mts';

/** As much as the page can show. */
const LATEST = 200;

/** What the page shows: the latest of everything, with secrets and tokens cut short. */
export function stateOf(simulator: Simulator): Json {
	const timeline = simulator.timeline();
	return {
		url: simulator.url,
		now: isoTime(simulator.clock.now()),
		manualClock: 'advance' in simulator.clock,
		byHand: simulator.byHand,
		payerNumbers: simulator.payerNumbers,
		links: simulator.links,
		pending: simulator.pendingPayments().slice(-LATEST),
		subscriptions: simulator.subscriptions(),
		timeline: timeline.slice(-LATEST).map(withoutSecrets),
		happened: timeline.length,
		scenarios,
		events: Object.keys(topics),
	};
}

function withoutSecrets(entry: TimelineEntry): TimelineEntry {
	return {
		...entry,
		steps: entry.steps.map((step) =>
			step.kind === 'request'
				? { ...step, request: replaceSecrets(step.request, (_key, secret) => cut(secret)) }
				: step,
		),
	};
}

/** Enough to tell one from another, as long as it is not most of it. */
function cut(secret: string): string {
	return secret.length > 24 ? `${secret.slice(0, 4)}…` : '…';
}
