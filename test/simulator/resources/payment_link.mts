import { randomUUID } from 'node:crypto';
import { type Answer, Refusal } from '../answer.mts';
import type { Delivery } from '../deliveries.mts';
import { isoTime } from '../format.mts';
import { type Json, textAt, valueAt } from '../json.mts';
import { enter } from '../life.mts';
import type { Payment } from '../payments.mts';
import type { Resource, ResourceType } from '../resource.mts';
import { scenarioOf } from '../scenarios.mts';
import {
	callbackUrl,
	field,
	metadata,
	oneOf,
	positive,
	present,
	tillNumber,
} from '../validation.mts';
import { type World, receive } from '../world.mts';

export type Payer = Pick<
	Payment,
	'phoneNumber' | 'firstName' | 'middleName' | 'lastName' | 'reference'
>;

const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;

export const paymentLink: ResourceType = {
	collection: 'payment_links',
	versions: ['v2'],
	type: 'payment_link',
	rules: [
		field('till_number', present, tillNumber),
		field('currency', present, oneOf(['KES'])),
		field('amount', present, positive),
		field('metadata', metadata),
		callbackUrl,
	],
	scenario: ({ till_number, amount }) =>
		scenarioOf({ tillNumber: String(till_number), amount: Number(amount) }),
	stages: (resource) => [
		{ after: 0, enter: () => attributesOf(resource, created(resource)) },
		{ after: SEVEN_DAYS, enter: () => changed(resource, 'expired') },
	],
	actions: { cancel },
};

/**
 * Lets a customer pay a link and sends the callback and the webhooks. Resolves after the first attempt of
 * each delivery. Does nothing if the customer's scenario fails.
 *
 * @throws RangeError if the link is unknown or not active
 */
export async function payLink(world: World, id: string, payer: Payer): Promise<Delivery[]> {
	const resource = world.resources.get(id);
	if (resource?.collection !== paymentLink.collection) {
		throw new RangeError(`Unknown payment link: ${id}`);
	}
	if (!isActive(resource)) throw new RangeError('The payment link is not active');

	const { till_number, amount } = resource.request;
	const payment = { ...payer, tillNumber: String(till_number), amount: Number(amount) };
	const scenario = scenarioOf(payment);
	if (scenario.error !== undefined || scenario.unanswered) return [];

	resource.scenario = scenario;
	const { transaction, reported } = receive(world, payment, id);
	const calledBack = enter(world, resource, {
		after: 0,
		callsBack: true,
		enter: () =>
			attributesOf(resource, {
				status: 'Paid',
				expires_at: valueAt(resource.attributes, 'payment_link.expires_at'),
				link: valueAt(resource.attributes, 'payment_link.link'),
				transaction_reference: transaction.reference,
				sender_phone_number: /^\+\d+$/.test(transaction.shownNumber)
					? Number(transaction.shownNumber)
					: transaction.shownNumber,
				origination_time: isoTime(transaction.originatedAt),
			}),
	});
	return (await Promise.all([calledBack, reported])).flat();
}

function cancel(resource: Resource, world: World): Answer {
	if (!isActive(resource)) throw new Refusal(400, 'Payment link is not active');
	void enter(world, resource, { after: 0, enter: () => changed(resource, 'cancelled') });
	return { status: 200, body: { message: 'Payment link cancelled.' } };
}

/** The samples of the guide and of k2-connect-php differ in status, link and amount. The till decides. */
function followsGuide({ request }: Resource): boolean {
	return textAt(request, 'till_number').startsWith('K');
}

function wordFor(resource: Resource, word: string): string {
	return followsGuide(resource) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

export function isActive(resource: Resource): boolean {
	const status = textAt(resource.attributes, 'payment_link.payment_link_status');
	return status === wordFor(resource, 'active');
}

function created(resource: Resource): Json {
	const path = `/links/${randomUUID()}`;
	return {
		payment_link_status: wordFor(resource, 'active'),
		expires_at: isoTime(resource.createdAt + SEVEN_DAYS),
		initiator_name: 'John Doe',
		link: followsGuide(resource) ? path : new URL(path, resource.location).href,
	};
}

function changed(resource: Resource, word: string): Json {
	const link = resource.attributes['payment_link'] as Json;
	return attributesOf(resource, { ...link, payment_link_status: wordFor(resource, word) });
}

/**
 * As in tests/Mocks/paymentLinks/paymentLinkStatus.json of k2-connect-php's v2 branch, and paid as in
 * k2-connect-ruby spec/k2-connect-ruby/k2_utilities/k2_process_result_spec.rb.
 */
function attributesOf(resource: Resource, link: Json): Json {
	const { request, createdAt } = resource;
	return {
		status: 'Processed',
		created_at: isoTime(createdAt),
		till_name: 'The Continental Ltd - Till 1',
		till_number: request['till_number'],
		payment_reference: request['payment_reference'] ?? null,
		currency: request['currency'],
		amount: followsGuide(resource) ? String(request['amount']) : request['amount'],
		note: request['note'] ?? null,
		payment_link: link,
		errors: null,
		metadata: request['metadata'] ?? null,
	};
}
