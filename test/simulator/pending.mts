import { isoTime } from './format.mts';
import { textAt } from './json.mts';
import type { Resource } from './resource.mts';
import { incomingPayment, isPending } from './resources/incoming_payment.mts';
import { isActive, paymentLink } from './resources/payment_link.mts';
import { type Scenario, isNeverAnswered } from './scenarios.mts';

/** A payment that waits for a customer. */
export interface PendingPayment {
	/** The ID of the resource. */
	id: string;
	/** A prompt is an STK push, a link a payment link. */
	kind: 'prompt' | 'link';
	tillNumber: string;
	/** In shillings. */
	amount: string;
	/** Empty for a link. */
	phoneNumber: string;
	name: string;
	/** Of a link. */
	note: string;
	/** Kenyan time. */
	since: string;
	/** Whether a person answers on the page, the simulator answers, or the payment stays pending. */
	reaction: 'by-hand' | 'automatic' | 'none';
}

/** All payments that wait for a customer, oldest first. */
export function pendingPayments(resources: Iterable<Resource>): PendingPayment[] {
	return [...resources].flatMap((resource) => {
		const { collection } = resource;
		if (collection === incomingPayment.collection && isPending(resource)) return [prompt(resource)];
		if (collection === paymentLink.collection && isActive(resource)) return [link(resource)];
		return [];
	});
}

function prompt({ id, request, createdAt, scenario }: Resource): PendingPayment {
	const names = ['first_name', 'middle_name', 'last_name'];
	return {
		id,
		kind: 'prompt',
		tillNumber: textAt(request, 'till_number'),
		amount: textAt(request, 'amount.value'),
		phoneNumber: textAt(request, 'subscriber.phone_number'),
		name: names
			.map((name) => textAt(request, `subscriber.${name}`))
			.filter((name) => name !== '')
			.join(' '),
		note: '',
		since: isoTime(createdAt),
		reaction: reactionOf(scenario),
	};
}

function reactionOf(scenario: Scenario): PendingPayment['reaction'] {
	if (isNeverAnswered(scenario)) return 'none';
	return scenario.unanswered ? 'by-hand' : 'automatic';
}

function link({ id, request, createdAt }: Resource): PendingPayment {
	return {
		id,
		kind: 'link',
		tillNumber: textAt(request, 'till_number'),
		amount: textAt(request, 'amount'),
		phoneNumber: '',
		name: '',
		note: textAt(request, 'note'),
		since: isoTime(createdAt),
		reaction: 'by-hand',
	};
}
