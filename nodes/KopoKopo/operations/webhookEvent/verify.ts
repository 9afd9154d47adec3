import type { IDataObject } from 'n8n-workflow';

import { credentialText } from '../../api/credential';
import { InputError, throwInputError } from '../../api/input-error';
import { kindOf, oneOf } from '../../parameters/checks';
import { field, shownFor, type ValueCheck } from '../../parameters/field';
import { simplifyField } from '../../parameters/fields/answer';
import { readNotification } from '../../payloads/notification';
import type { Item, OwnCall } from '../../run/call';
import { takeTurns } from '../../run/turns';
import { noApiKey } from '../../webhooks/api-key';
import { parseObject } from '../../webhooks/delivery';
import { isSignature, verifySignature } from '../../webhooks/signature';
import type { Operation } from '../shared/types';
import { binaryField, rawBodyOf, receivedText } from './rawBody';

const sources = [
	{
		name: 'Binary',
		value: 'binary',
		description: "Binary field that 'Raw Body' of the Webhook or Wait node adds",
	},
	{
		name: 'Text',
		value: 'text',
		description: 'Text exactly as Kopo Kopo sent it, such as from a queue or a file',
	},
] as const;

/** Quotes no text, since someone may enter the API key here. */
const signature: ValueCheck<string> = (value) => {
	if (isSignature(value)) return value;
	if (value === undefined || value === null || value === '') {
		return throwInputError(
			'{field} is empty',
			'Check that its expression finds the header X-KopoKopo-Signature. An item without it, such as from a Wait node whose time is up, is not from Kopo Kopo.',
		);
	}
	return throwInputError(
		typeof value === 'string'
			? '{field} is not 64 lowercase hexadecimal characters'
			: `{field} is not text: ${kindOf(value)}`,
		'Check that its expression returns the header X-KopoKopo-Signature unchanged. Otherwise the delivery is not from Kopo Kopo.',
	);
};

const missingApiKey = new InputError(noApiKey.message, noApiKey.advice);

const checkApiKey =
	'Treat this delivery as forged. If Kopo Kopo did send it, check that the API key in the credential belongs to the same application (it is not the client secret)';

const mismatchAdvice: Readonly<Record<string, string>> = {
	binary: `${checkApiKey}, and that nothing on the way to n8n changes the body.`,
	text: `${checkApiKey}, and that Body is the exact text: JSON that was parsed and written again does not match. For a Webhook or Wait node, turn on its Raw Body and set Source to Binary.`,
};

const notKopoKopos = 'If Kopo Kopo sent it, please report this error on GitHub.';

/** @throws InputError unless the bytes are signed with the API key, and Kopo Kopo sends such a body */
function readSigned(bytes: Buffer, { values, settings, credentials }: Item): IDataObject {
	const apiKey = credentialText(credentials, 'apiKey');
	if (apiKey === '') throw missingApiKey;
	if (!verifySignature(bytes, values.signature, apiKey)) {
		return throwInputError(
			'The signature does not match the body.',
			mismatchAdvice[String(values.source)]!,
		);
	}
	const body =
		parseObject(bytes) ??
		throwInputError('The signature is valid, but the body is not a JSON object.', notKopoKopos);
	const notification =
		readNotification(body) ??
		throwInputError(
			'The signature is valid, but the body is not an event, a result or a Daraja payload.',
			notKopoKopos,
		);
	return settings.simplify ? notification.simplify() : body;
}

const call: OwnCall = {
	movesMoney: false,
	start({ context }) {
		// Without it, a long list would block n8n: in memory, nothing waits for anything.
		const nextTurn = takeTurns();
		return async (item) => {
			await nextTurn();
			return [readSigned(await rawBodyOf(context, item), item)];
		};
	},
};

export const verify: Operation = {
	name: 'Verify',
	value: 'verify',
	action: 'Verify webhook event',
	description: 'Check that an event or a result comes from Kopo Kopo, and read it',
	fields: [
		field({
			displayName: 'Source',
			name: 'source',
			type: 'options',
			options: [...sources],
			default: 'binary',
			description: 'Where the body of the delivery is, exactly as Kopo Kopo sent it',
			whenMissing: 'check',
			check: oneOf(sources.map(({ value }) => value)),
		}),
		field({
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: "Turn on 'Raw Body' in the options of the Webhook or Wait node",
			description: 'Name of the binary field with the raw body',
			check: binaryField,
			...shownFor('source', 'binary'),
		}),
		field({
			displayName: 'Body',
			name: 'body',
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. {"topic":"buygoods_transaction_received","id":"…"}',
			description: 'Text that Kopo Kopo sent, unchanged. Parsed JSON does not work.',
			check: receivedText,
			...shownFor('source', 'text'),
		}),
		field({
			displayName: 'Signature',
			name: 'signature',
			default: '={{ $json.headers["x-kopokopo-signature"] }}',
			required: true,
			placeholder: 'e.g. 8893be332f0355f5ae4b74eccaacc16b8056d5419cad1ed74999e4c99108d2f2',
			description: 'Value of the header X-KopoKopo-Signature',
			check: signature,
		}),
		simplifyField(),
	],
	call,
};
