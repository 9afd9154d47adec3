import type { IExecuteFunctions } from 'n8n-workflow';

import { asSentence } from '../../api/error-text';
import { throwInputError } from '../../api/input-error';
import { binaryDataOf, isBinaryData } from '../../n8n/binary-data';
import { kindOf, requiredText } from '../../parameters/checks';
import type { ValueCheck } from '../../parameters/field';
import type { Item } from '../../run/call';

const turnOnRawBody =
	'Turn on Raw Body in the options of the Webhook or Wait node: Kopo Kopo signs the raw bytes.';

/** A name, or the data itself: n8n's editor suggests `{{ $('Webhook').item.binary.data }}` for such a field. */
export const binaryField: ValueCheck = (value) =>
	isBinaryData(value) ? value : requiredText(value);

/** Text exactly as it was received: nothing is trimmed. */
export const receivedText: ValueCheck<string> = (value) => {
	if (typeof value === 'string' && value !== '') return value;
	if (typeof value === 'object' && value !== null) {
		return throwInputError(
			'{field} is parsed JSON, not the text that Kopo Kopo signed',
			`${turnOnRawBody} Then set Source to Binary.`,
		);
	}
	const isEmpty = value === undefined || value === null || value === '';
	return throwInputError(
		isEmpty ? '{field} is empty' : `{field} is not text: ${kindOf(value)}`,
		'Check what its expression returns.',
	);
};

function throwNoBinaryData(name: string, others: readonly string[]): never {
	if (others.length === 0) {
		return throwInputError(
			`The item has no binary field "${name}".`,
			`${turnOnRawBody} If the text comes from another node, set Source to Text.`,
		);
	}
	return throwInputError(
		`The item has no binary field "${name}", only ${others.map((one) => `"${one}"`).join(', ')}.`,
		'Enter the one with the raw body in Input Binary Field.',
	);
}

/** The bytes that Kopo Kopo signed. @throws InputError if they cannot be read */
export async function rawBodyOf(
	context: IExecuteFunctions,
	{ index, values }: Item,
): Promise<Buffer> {
	const { source, body, binaryPropertyName: named } = values;
	if (source === 'text') return Buffer.from(body as string);
	const available = binaryDataOf(context.getInputData()[index]!);
	const data = isBinaryData(named) ? named : available.get(named as string);
	if (!data) return throwNoBinaryData(named as string, [...available.keys()]);
	return await context.helpers
		.getBinaryDataBuffer(index, data)
		.catch((error: unknown) =>
			throwInputError(
				asSentence(`n8n could not read the binary data: ${(error as Error).message}`),
				'n8n deletes binary data together with its execution. Check that it still has this one.',
			),
		);
}
