import { type Json, isJson, textAt, valueAt } from './json.mts';
import { type Remark, type Tone, outcomeOf } from './outcome.mts';
import type { RecordedRequest } from './requests.mts';
import { resourceTypes } from './resources/index.mts';
import type { Step, TimelineEntry } from './timeline.mts';

type StatusStep = Extract<Step, { kind: 'status' }>;

/** An entry of the timeline in plain words. */
export interface LogEntry extends TimelineEntry {
	/** Such as "STK push"; empty for a request that the simulator has no name for. */
	label: string;
	/** Who, how much and where. */
	subject: string;
	/** One for each step. */
	remarks: Remark[];
	/** The remarks of a closed entry: the latest status, the deliveries, and requests that failed. */
	summary: Remark[];
}

/** Names of events and of the JSON types of resources. */
export const labels: Readonly<Record<string, string>> = {
	incoming_payment: 'STK push',
	payment: 'Payment to recipient',
	send_money: 'Send money',
	settlement_transfer: 'Settlement',
	payment_link: 'Payment link',
	reversal: 'Reversal',
	reversals: 'Reversal',
	polling: 'Transaction list',
	transaction_sms_notification: 'SMS',
	pay_recipient: 'Recipient',
	external_recipient: 'Recipient',
	merchant_wallet: 'My mobile wallet',
	merchant_bank_account: 'My bank account',
	webhook_subscription: 'Webhook subscription',
	buygoods_transaction_received: 'Payment to till',
	buygoods_transaction_reversed: 'Payment to till reversed',
	b2b_transaction_received: 'Payment from another till',
	b2b_transaction_reversed: 'Payment from another till reversed',
	m2m_transaction_received: 'Payment from another merchant',
	settlement_transfer_completed: 'Settlement completed',
	customer_created: 'New customer',
	card_transaction_received: 'Card payment',
	card_transaction_voided: 'Card payment voided',
	card_transaction_reversed: 'Card payment reversed',
};

const destinationNames: Readonly<Record<string, string>> = {
	mobile_wallet: 'mobile wallet',
	bank_account: 'bank account',
	till: 'till',
	paybill: 'paybill',
	merchant_wallet: 'my mobile wallet',
	merchant_bank_account: 'my bank account',
};

/** The entry with its name, whom it concerns, and what each step means. */
export function describe(entry: TimelineEntry): LogEntry {
	const [first] = entry.steps;
	const request = first?.kind === 'request' ? first.request : undefined;
	const remarks = entry.steps.map((step) => remarkOn(step, entry));
	return {
		...entry,
		label: labels[entry.title] ?? (entry.title || requestLabel(request)),
		subject: subjectOf(entry),
		remarks,
		summary: summarized(entry, remarks),
	};
}

function summarized({ steps }: TimelineEntry, remarks: readonly Remark[]): Remark[] {
	const kinds = steps.map(({ kind }) => kind);
	return remarks.filter(({ tone, text }, index) => {
		if (text === '') return false;
		if (kinds[index] === 'status') return index === kinds.lastIndexOf('status');
		return kinds[index] !== 'request' || tone !== 'good' || !kinds.includes('status');
	});
}

function requestLabel(request: RecordedRequest | undefined): string {
	const { method = '', path = '' } = request ?? {};
	if (path.startsWith('/oauth/token')) {
		return method === 'POST' ? 'Access token' : 'Access token: status';
	}
	const [, collection, rest] = /^\/api\/v\d\/(\w+)(\/.*)?$/.exec(path) ?? [];
	const type = resourceTypes.find((each) => each.collection === collection)?.type ?? '';
	const label = labels[type];
	if (!label) return '';
	return rest === undefined ? label : `${label}: ${method === 'GET' ? 'status' : 'change'}`;
}

/** What a step means for the person who reads the log. */
function remarkOn(step: Step, { title }: TimelineEntry): Remark {
	switch (step.kind) {
		case 'request':
			return remarkOnRequest(step.request, title);
		case 'payment':
			return { tone: 'good', text: step.payment.event.endsWith('_received') ? 'paid' : 'reported' };
		case 'status':
			return remarkOnStatus(step);
		case 'delivery':
			return outcomeOf(step.delivery);
	}
}

function remarkOnRequest(
	{ method, path, status, created }: RecordedRequest,
	title: string,
): Remark {
	const action = created || title === '' ? 'request' : String(path.split('/').at(-1));
	if (status === 0) return { tone: 'wait', text: `${action} not answered` };
	const accepted = status >= 200 && status < 300;
	if (!accepted) return { tone: 'bad', text: `${action} answered ${status}` };
	return { tone: 'good', text: method === 'GET' ? 'found' : `${action} accepted` };
}

const GOOD = ['Success', 'Active', 'active', 'Paid', 'Approved', 'Processed', 'Transferred'];
const BAD = ['Failed', 'Cancelled', 'cancelled', 'Expired', 'expired'];

const toneOf = (status: string): Tone => {
	if (GOOD.includes(status)) return 'good';
	return BAD.includes(status) ? 'bad' : 'wait';
};

/** `Processed` does not say that money moved: each transfer has its own status. */
function remarkOnStatus({ status, attributes, neverAnswered }: StatusStep): Remark {
	const transfers = transfersIn(attributes);
	const failed = transfers.filter((transfer) => toneOf(textAt(transfer, 'status')) === 'bad');
	const reason = [...new Set([attributes, ...failed].flatMap(errorsIn))].join(', ');
	if (failed.length > 0) {
		const what =
			transfers.length > 1 ? `${failed.length} of ${transfers.length} not sent` : 'not sent';
		return { tone: 'bad', text: reason ? `${what}: ${reason}` : what };
	}
	if (transfers.length > 0) return { tone: 'good', text: status };
	const tone = toneOf(status);
	if (neverAnswered && tone === 'wait') return { tone, text: `${status}: never answered` };
	return { tone, text: reason ? `${status}: ${reason}` : status };
}

function transfersIn(attributes: Json): Json[] {
	const batches = [attributes['transfer_batches'] ?? []].flat().filter(isJson);
	const disbursements = batches.flatMap((batch) => [batch['disbursements'] ?? []].flat());
	return [...disbursements, attributes['reversal_bulk_payment']].filter(isJson);
}

function errorsIn(attributes: Json): string[] {
	return [attributes['errors'], valueAt(attributes, 'event.errors')]
		.flat()
		.filter((error) => typeof error === 'string');
}

/** Who, how much and where, from what the request or the customer said. */
function subjectOf({ title, steps }: TimelineEntry): string {
	const [first] = steps;
	if (first?.kind === 'payment') {
		const { firstName, lastName, amount, tillNumber } = first.payment;
		return joined(joinedBySpace(firstName, lastName), money(amount), till(tillNumber));
	}
	if (first?.kind === 'status') return joined(...others(first.attributes));
	if (first?.kind !== 'request') return '';
	const body = parsed(first.request.body);
	if (title === 'send_money' || first.request.path.endsWith('/send_money')) return sendMoney(body);
	return joined(
		...people(body),
		money(valueAt(body, 'amount.value') ?? body['amount']),
		till(textAt(body, 'till_number')),
		...others(body),
	);
}

function sendMoney(body: Json): string {
	const destinations = [body['destinations'] ?? []].flat().filter(isJson);
	const [first] = destinations;
	if (!first) return 'whole balance to my accounts';
	const total = destinations.reduce((sum, { amount }) => sum + Number(amount), 0);
	return destinations.length === 1
		? joined(destinationOf(first), money(total))
		: joined(`${destinations.length} destinations`, money(total));
}

function destinationOf(destination: Json): string {
	const type = textAt(destination, 'type');
	const text = (name: string) => textAt(destination, name);
	switch (type) {
		case 'mobile_wallet':
			return joinedBySpace(text('nickname'), text('phone_number'));
		case 'bank_account':
			return joinedBySpace(text('account_name'), text('account_number'));
		case 'till':
			return joinedBySpace(text('nickname'), 'till', text('till_number'));
		case 'paybill':
			return joinedBySpace(
				text('nickname'),
				'paybill',
				text('paybill_number'),
				text('paybill_account_number'),
			);
		default:
			return destinationNames[type] ?? type;
	}
}

function people(body: Json): string[] {
	const person = [body['subscriber'], body['pay_recipient'], body['external_recipient'], body].find(
		isJson,
	);
	const text = (name: string) => textAt(person ?? {}, name);
	return [
		joinedBySpace(text('first_name'), text('middle_name'), text('last_name')),
		text('account_name') || text('till_name') || text('paybill_name'),
		text('phone_number'),
		destinationNames[textAt(body, 'destination_type')] ?? '',
	];
}

function others(body: Json): string[] {
	const event = textAt(body, 'event_type');
	const scope = textAt(body, 'scope').toLowerCase();
	return [
		labels[event] ?? event,
		scope === 'till' ? till(textAt(body, 'scope_reference')) : scope,
		textAt(body, 'transaction_reference'),
		textAt(body, 'reason'),
		textAt(body, 'note'),
		textAt(body, 'message'),
	];
}

const till = (number: string) => number && `till ${number}`;

function money(amount: unknown): string {
	return Number(amount) > 0 ? `KES ${Number(amount).toLocaleString('en-KE')}` : '';
}

const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' · ');

const joinedBySpace = (...parts: (string | null)[]) => parts.filter(Boolean).join(' ');

function parsed(text: string): Json {
	try {
		const value: unknown = JSON.parse(text);
		return isJson(value) ? value : {};
	} catch {
		return {};
	}
}
