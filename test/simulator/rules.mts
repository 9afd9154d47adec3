import type { Request } from 'express';
import { type Answer, type Override, overridden } from './answer.mts';
import { realClock } from './clock.mts';

/** A test's own answer to the next requests that match. */
export interface AnswerRule extends Override {
	/** Any method where absent. */
	method?: string;
	/** Matched against the path with its query. */
	path: RegExp;
	/** How many requests get it; 1 where absent. */
	times?: number;
}

/** The answers that a test asked for; delays are in real time. */
export class AnswerRules {
	private rules: (AnswerRule & { left: number })[] = [];

	add(rule: AnswerRule): void {
		this.rules.push({ ...rule, left: rule.times ?? 1 });
	}

	clear(): void {
		this.rules = [];
	}

	/** The answer to a request: that of the first rule that matches, or else that of `handle`. */
	answer(request: Request, handle: () => Answer): Answer {
		const rule = this.rules.find(
			({ method, path, left }) =>
				left > 0 &&
				(method ?? request.method).toUpperCase() === request.method &&
				request.originalUrl.search(path) >= 0,
		);
		if (!rule) return handle();
		rule.left -= 1;
		return overridden(rule, realClock(), handle);
	}
}
