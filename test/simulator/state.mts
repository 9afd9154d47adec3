import { isoTime } from './format.mts';
import type { Json } from './json.mts';
import { describe, labels } from './log.mts';
import { isFault, scenarios } from './scenarios.mts';
import { replaceSecrets } from './secrets.mts';
import type { Simulator } from './simulator.mts';
import type { TimelineEntry } from './timeline.mts';
import { topics } from './topics.mts';

/** Entries of each list that the page shows. */
const LATEST = 200;

/** What the page shows: the latest entries, with secrets and tokens shortened. */
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
		timeline: timeline.slice(-LATEST).map(withoutSecrets).map(describe),
		happened: timeline.length,
		scenarios: scenarios.map((scenario) => ({ ...scenario, isFault: isFault(scenario) })),
		events: Object.keys(topics),
		labels,
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

/** Enough to compare long tokens; nothing of a short one. */
function cut(secret: string): string {
	return secret.length > 24 ? `${secret.slice(0, 4)}…` : '…';
}
