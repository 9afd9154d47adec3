import { UserError } from 'n8n-workflow';

/** In place of a status: n8n 1 keeps no more of an error that it wraps than that and the words. */
export const notSentCode = 'NOT_SENT';

/**
 * Something that cannot be used as the user gave it, found before anything was sent: what is wrong, as the
 * message, and what to do, as the description. Nothing else is told as advice to a user.
 */
export class InputError extends UserError {
	readonly httpCode = notSentCode;

	constructor(
		reason: string,
		readonly advice: string,
	) {
		super(reason, { description: advice });
	}
}

/** @throws InputError */
export function throwInputError(reason: string, advice: string): never {
	throw new InputError(reason, advice);
}
