import type { IDataObject } from 'n8n-workflow';

import { propertyOf } from '../../nodes/KopoKopo/parameters/field.ts';
import { events, type EventKind } from '../../nodes/KopoKopo/payloads/events.ts';
import { readNotification } from '../../nodes/KopoKopo/payloads/notification.ts';
import { fields } from '../../nodes/KopoKopo/webhook-trigger/fields.ts';
import { transactionOf } from '../../test/simulator/payments.mts';
import { topics, webhookOf } from '../../test/simulator/topics.mts';
import { code, parameterTable } from './markdown.mts';

export const triggerFile = 'docs/trigger.md';

const wallet = { type: 'Mobile Wallet', resource: {} };

/** Flat keys of an event, as the simulator sends it; those that only some of them have come last. */
function keysOf(event: string): string[] {
	const topic = topics[event]!;
	const transaction = transactionOf({ tillNumber: 'K000000', amount: 100, event }, 0);
	const bodies = [{}, ...(event.startsWith('settlement') ? [{ destination: wallet }] : [])];
	const keys = bodies.flatMap((changes) =>
		Object.keys(
			readNotification(
				webhookOf(event, topic, transaction, '', changes) as IDataObject,
			)!.simplify(),
		),
	);
	return [...new Set(keys)];
}

const sectionOf = ([topic, { name, description, versions, companyOnly }]: [string, EventKind]) => {
	const remarks = [
		versions.includes('v1') ? '' : ' Version 2 of the API only.',
		companyOnly ? ' Always for the whole company.' : '',
	];
	return [
		`### ${name} (${code(topic)})`,
		`${description}.${remarks.join('')}`,
		keysOf(topic).map(code).join(', '),
	].join('\n\n');
};

/** Parameters and events of the trigger, as Markdown. */
export const triggerPage = (): string =>
	[
		'# Kopo Kopo Trigger',
		'<!-- Written by npm run docs from the descriptions of the node and from its outputs: edit those, not this page. -->',
		'Starts a workflow when Kopo Kopo sends an event, such as a payment that arrived, or the result of a request. It needs the API key in the [credential](credential.md#a-wrong-api-key), and a public HTTPS address of n8n ([going live](../README.md#going-live)). See also [what it guarantees](reliability.md), [the trigger for n8n without a public address](polling.md), and [events that n8n\'s Webhook node receives](webhook-node.md).',
		'## Parameters',
		parameterTable(fields.map(propertyOf)),
		'## Results of requests',
		'With _Trigger On: Request Results_ the trigger subscribes to nothing. Copy its production URL, and enter it as _Callback URL_ in the options of other Kopo Kopo nodes. Results have the fields that _Get Status_ of their resource returns: see [operations](operations.md).',
		'## Test events',
		'_Execute step_ listens for a test event: it subscribes the test URL of n8n to the selected events. Kopo Kopo has no call to delete a subscription, so it stays: Kopo Kopo continues to send events to the test URL, and n8n answers 404 while it does not listen. They start nothing. When you listen again, the trigger uses the same subscription, until n8n restarts; then it creates another one.',
		'To build a workflow without a subscription for the test URL, publish it, pay one shilling to your till, and copy the execution to the editor (_Executions → Copy to editor_, which a self-hosted n8n has after its free registration).',
		'## Events',
		'These are the fields with _Simplify_ on. Amounts are numbers; absent values are null. M-PESA masks phone numbers: see [who paid](masked-numbers.md).',
		...Object.entries<EventKind>(events).map(sectionOf),
		'',
	].join('\n\n');
