import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { onKopoKopo } from '../support/workflows/trigger.mts';
import type { Stand } from './stand.mts';

const topic = 'buygoods_transaction_received';

/** A trigger that is active, and where its events are delivered to. */
export interface Receiver {
	workflow: StoredWorkflow;
	url: string;
	/** Pays a till, which is delivered to the trigger, and gives the event's body. */
	pay(): Promise<string>;
}

/** What stands behind a trigger takes a moment, as it does in a real workflow. */
const moment = { resume: 'timeInterval', amount: 0.3, unit: 'seconds' };

/** Opens a trigger with something behind it. */
export async function openReceiver(stand: Stand): Promise<Receiver> {
	const draft = onKopoKopo(stand.credential, { events: [topic] }, ['Booked']);
	const booked = draft.nodes.at(-1)!;
	Object.assign(booked, { type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: moment });
	const workflow = await stand.open(draft);
	const url = `${stand.url}/webhook/${draft.webhookId}/kopokopo`;
	return {
		workflow,
		url,
		async pay() {
			const deliveries = await stand.simulator.payTill({ tillNumber: 'K000000', amount: 100 });
			const own = deliveries.find((delivery) => delivery.url === url);
			if (!own) throw new Error(`The trigger has not subscribed ${url}.`);
			return own.body;
		},
	};
}
