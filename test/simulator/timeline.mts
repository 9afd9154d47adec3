import type { Delivery } from './deliveries.mts';
import { isoTime } from './format.mts';
import { type Json, textAt } from './json.mts';
import type { Transaction } from './payments.mts';
import type { RecordedRequest } from './requests.mts';
import type { Resource, Version } from './resource.mts';
import { isNeverAnswered } from './scenarios.mts';

/** Times are Kenyan. */
export type Step = { at: string } & (
	| { kind: 'request'; request: RecordedRequest }
	| { kind: 'payment'; payment: Transaction }
	| { kind: 'status'; status: string; attributes: Json; neverAnswered?: boolean }
	| { kind: 'delivery'; delivery: Delivery }
);

/** Everything that one request, or one payment without a request, has caused so far. */
export interface TimelineEntry {
	/** The ID of the resource or the payment, or of a request that created nothing. */
	id: string;
	at: string;
	/** The JSON type of the resource or the event. Empty for a request that created nothing. */
	title: string;
	version?: Version;
	location?: string;
	/** How often the resource was read successfully. */
	reads: number;
	steps: Step[];
}

export interface Happenings {
	requests: readonly RecordedRequest[];
	resources: readonly Resource[];
	transactions: readonly Transaction[];
	deliveries: readonly Delivery[];
}

/** The order of steps at the same time. */
const ORDER: Readonly<Record<Step['kind'], number>> = {
	request: 0,
	payment: 1,
	status: 2,
	delivery: 3,
};

/** Groups everything that happened by its cause, oldest first. */
export function timelineOf(happenings: Happenings): TimelineEntry[] {
	const resources = new Map(happenings.resources.map((resource) => [resource.id, resource]));
	const entries = new Map<string, TimelineEntry>();
	const open = (entry: Omit<TimelineEntry, 'reads' | 'steps'>): TimelineEntry => {
		const opened = { ...entry, reads: 0, steps: [] };
		entries.set(entry.id, opened);
		return opened;
	};
	const entryOf = (id: string): TimelineEntry | undefined => {
		const resource = resources.get(id);
		return entries.get(id) ?? (resource && open(beginningOf(resource)));
	};

	for (const request of happenings.requests) {
		const { id, at, method, status } = request;
		const about = entryOf(request.created ?? idIn(request.path));
		if (about && method === 'GET' && status === 200) about.reads += 1;
		else (about ?? open({ id, at, title: '' })).steps.push({ at, kind: 'request', request });
	}
	for (const payment of happenings.transactions) {
		const { id, cause, event, originatedAt } = payment;
		if (cause !== null) continue;
		const at = isoTime(originatedAt);
		open({ id, at, title: event }).steps.push({ at, kind: 'payment', payment });
	}
	for (const { id, history, scenario, attributes: latest } of happenings.resources) {
		for (const { at, attributes } of history) {
			const neverAnswered = attributes === latest && isNeverAnswered(scenario);
			const step = {
				at: isoTime(at),
				status: statusOf(attributes),
				attributes,
				...(neverAnswered && { neverAnswered }),
			};
			entryOf(id)?.steps.push({ kind: 'status', ...step });
		}
	}
	for (const delivery of happenings.deliveries) {
		const { cause, at, topic } = delivery;
		const entry = entryOf(cause) ?? open({ id: cause, at, title: topic });
		entry.steps.push({ kind: 'delivery', at, delivery });
	}
	const all = [...entries.values()];
	for (const { steps } of all) {
		steps.sort((one, other) => byTime(one, other) || ORDER[one.kind] - ORDER[other.kind]);
	}
	return all.sort(byTime);
}

function beginningOf({ id, type, version, location, createdAt }: Resource) {
	return { id, at: isoTime(createdAt), title: type, version, location };
}

/** The ID of the resource in the path of its location or of an action. Empty for other paths. */
function idIn(path: string): string {
	return /^\/api\/v\d\/\w+\/([\da-f-]{36})\b/.exec(path)?.[1] ?? '';
}

/** Times in the same zone and format sort as text. */
function byTime(one: { at: string }, other: { at: string }): number {
	return one.at < other.at ? -1 : Number(one.at > other.at);
}

/** The request for a payment link is Processed at once, so the status of the link says more. */
function statusOf(attributes: Json): string {
	return (
		textAt(attributes, 'payment_link.status') ||
		textAt(attributes, 'payment_link.payment_link_status') ||
		textAt(attributes, 'status')
	);
}
