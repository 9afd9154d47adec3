import { isoTime } from './format.mts';
import { textAt } from './json.mts';
import type { Resource } from './resource.mts';
import { incomingPayment, isPending } from './resources/incoming_payment.mts';
import { isActive, paymentLink } from './resources/payment_link.mts';
import { type Scenario, isNeverAnswered } from './scenarios.mts';

/** A payment that a customer has still to make, or to refuse. */
export interface PendingPayment {
	/** That of the resource. */
	id: string;
	/** A prompt on a phone, which can be answered, or a link, which can be paid. */
	kind: 'prompt' | 'link';
	tillNumber: string;
	/** In shillings. */
	amount: string;
	/** Whom the prompt asks; empty for a link. */
	phoneNumber: string;
	name: string;
	/** What a link says. */
	note: string;
	/** Kenyan time. */
	since: string;
	/** Whether a person answers on the page, the simulator answers, or the payment stays pending. */
	reaction: 'by-hand' | 'automatic' | 'none';
}

/** All payments that wait for a customer, in the order they were asked for. */
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
