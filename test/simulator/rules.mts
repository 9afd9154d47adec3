import type { Request } from 'express';
import { type Answer, type Override, overridden } from './answer.mts';
import { realClock } from './clock.mts';

/** Replaces the answer to the next matching requests. */
export interface AnswerRule extends Override {
	/** Default: any method. */
	method?: string;
	/** Matches the path with its query. */
	path: RegExp;
	/** Default: 1. */
	times?: number;
}

/** The answers that a test replaced. Delays are in real time. */
export class AnswerRules {
	private rules: (AnswerRule & { left: number })[] = [];

	add(rule: AnswerRule): void {
		this.rules.push({ ...rule, left: rule.times ?? 1 });
	}

	clear(): void {
		this.rules = [];
	}

	/** Uses the first matching rule, or `handle` without one. */
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
