import type { Schedule } from './clock.mts';
import type { Deliveries, Delivery } from './deliveries.mts';
import type { PayerNumbers } from './format.mts';
import type { Json } from './json.mts';
import { type Payment, type Transaction, transactionOf } from './payments.mts';
import type { Links, Resource } from './resource.mts';
import { subscriptionsTo } from './resources/webhook_subscription.mts';
import { scenarioOf } from './scenarios.mts';
import { type Topic, darajaOf, webhookOf } from './topics.mts';

/** The state of the simulated Kopo Kopo. */
export interface World {
	schedule: Schedule;
	/** Milliseconds from the creation of a resource to its result. */
	resultDelay: number;
	byHand: boolean;
	payerNumbers: PayerNumbers;
	links: Links;
	topics: Readonly<Record<string, Topic>>;
	/** The origin of links in webhooks. */
	origin: string;
	resources: Map<string, Resource>;
	/** Incoming payments and other events, in order. */
	transactions: Transaction[];
	deliveries: Deliveries;
	changed: () => void;
}

/**
 * Receives a payment and sends its webhooks. `reported` resolves after the first attempt of each delivery.
 *
 * @param cause the ID of the resource that requested it
 * @throws RangeError if the event is unknown
 */
export function receive(
	world: World,
	payment: Payment,
	cause?: string,
): { transaction: Transaction; reported: Promise<Delivery[]> } {
	const transaction = transactionOf(payment, world.schedule.now(), cause, world.payerNumbers);
	return { transaction, reported: record(world, transaction, payment.resource) };
}

/**
 * Records a transaction, such as a reversal, and sends its webhooks.
 *
 * @throws RangeError if the event is unknown
 */
export function record(
	world: World,
	transaction: Transaction,
	changes?: Json,
): Promise<Delivery[]> {
	topicOf(world, transaction);
	world.transactions.push(transaction);
	world.changed();
	return report(world, transaction, changes);
}

/** Sends the webhooks of a transaction. */
export async function report(
	world: World,
	transaction: Transaction,
	changes?: Json,
): Promise<Delivery[]> {
	const { id, cause, event, phoneNumber, amount } = transaction;
	const topic = topicOf(world, transaction);
	const { deliveries } = scenarioOf({ phoneNumber, amount });
	const webhook = webhookOf(event, topic, transaction, world.origin, changes);
	const daraja = darajaOf(topic, transaction);
	const sent = subscriptionsTo(event, transaction.tillNumber, world).map((subscription) => {
		const body = subscription.daraja && topic.daraja ? daraja : webhook;
		return world.deliveries.send(
			{
				kind: 'webhook',
				url: subscription.url,
				topic: event,
				body: JSON.stringify(body),
				cause: cause ?? id,
			},
			deliveries,
		);
	});
	return (await Promise.all(sent)).flat();
}

function topicOf({ topics }: World, { event }: Transaction): Topic {
	const topic = Object.hasOwn(topics, event) ? topics[event] : undefined;
	if (!topic) throw new RangeError(`Unknown event: ${event}`);
	return topic;
}
