import type { Values } from './field';
import { defaultMinutes } from './fields/answer';

/** What the parameters that operations share mean. */
export interface Settings {
	/** Whether to return simplified resources. */
	simplify: boolean;
	/** Undefined for none. */
	idempotencyKey: string | undefined;
	/** Undefined if the user entered none. */
	callbackUrl: string | undefined;
	/** How to check the status until it is final, in seconds; undefined for an item that does not wait. */
	waitForResult: { timeout: number; interval: number } | undefined;
	/** How long an execution waits in n8n's database. */
	timeoutMinutes: number;
}

const textOrNone = (value: unknown): string | undefined =>
	value === undefined ? undefined : String(value);

/** The settings among an operation's values. */
export const settingsOf = (values: Values): Settings => ({
	simplify: values.simplify === true,
	idempotencyKey: textOrNone(values.idempotencyKey),
	callbackUrl: textOrNone(values.callbackUrl),
	waitForResult:
		values.waitForResult === true
			? { timeout: Number(values.waitTimeout), interval: Number(values.waitInterval) }
			: undefined,
	timeoutMinutes: Number(values.timeoutMinutes ?? defaultMinutes),
});
