import { UserError } from 'n8n-workflow';

import { joinSentences } from './error-text';

/** In place of a status: n8n 1 keeps only that and the texts of an error that it wraps. */
export const notSentCode = 'NOT_SENT';

export interface Problem {
	message: string;
	advice: string;
}

/** Something that cannot be used as it was entered, found before anything was sent. */
export class InputError extends UserError {
	readonly httpCode = notSentCode;

	readonly problems: readonly Problem[];

	constructor(
		message: string,
		readonly advice: string,
		problems?: readonly Problem[],
	) {
		super(message, { description: advice });
		this.problems = problems ?? [{ message, advice }];
	}

	static of(problems: readonly Problem[]): InputError {
		return new InputError(
			joinSentences(...problems.map(({ message }) => message)),
			joinSentences(...new Set(problems.map(({ advice }) => advice))),
			problems,
		);
	}
}

export function throwInputError(message: string, advice: string): never {
	throw new InputError(message, advice);
}
