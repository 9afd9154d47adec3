import type { Values } from './field';
import { defaultMinutes } from './fields/answer';

export interface Settings {
	simplify: boolean;
	idempotencyKey: string | undefined;
	callbackUrl: string | undefined;
	/** In seconds; undefined for an item that does not wait. */
	waitForResult: { timeout: number; interval: number } | undefined;
	timeoutMinutes: number;
	/** In shillings, like `maximumTotal`; 0 for no limit. */
	maximumAmount: number;
	maximumTotal: number;
}

const textOrNone = (value: unknown): string | undefined =>
	value === undefined ? undefined : String(value);

export const settingsOf = (values: Values): Settings => ({
	simplify: values.simplify === true,
	idempotencyKey: textOrNone(values.idempotencyKey),
	callbackUrl: textOrNone(values.callbackUrl),
	waitForResult:
		values.waitForResult === true
			? { timeout: Number(values.waitTimeout), interval: Number(values.waitInterval) }
			: undefined,
	timeoutMinutes: Number(values.timeoutMinutes ?? defaultMinutes),
	maximumAmount: Number(values.maximumAmount ?? 0),
	maximumTotal: Number(values.maximumTotal ?? 0),
});
