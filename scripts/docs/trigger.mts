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
		'# The Kopo Kopo Trigger',
		'Written by `npm run docs` from the descriptions of the node and from its real outputs: change those, not this page. What the trigger promises is in [reliability.md](reliability.md).',
		'## Parameters',
		parameterTable(fields.filter(({ type }) => type !== 'notice').map(propertyOf)),
		'## Test events',
		'_Listen for test event_ subscribes the test URL of n8n to the selected events. Kopo Kopo has no call to delete a subscription, so this one stays: Kopo Kopo continues to send events to the test URL, and n8n answers them 404 while it does not listen. They start nothing. The node uses the same subscription when you listen again, until n8n restarts; after a restart it makes another one. With _Trigger On: Request Results_ listening subscribes to nothing. To build a workflow without a subscription for the test URL, publish it, pay one shilling to your till, and copy the execution to the editor (_Executions → Copy to editor_).',
		'## Events',
		'The fields that each gives with _Simplify_ on. Amounts are numbers, absent values null. Results have the fields that the _Get…_ operation of their resource gives: see [operations.md](operations.md).',
		...Object.entries<EventKind>(events).map(sectionOf),
		'',
	].join('\n\n');
