/** For what n8n 1 does not have. */
export const describeSince2 =
	Reflect.get(globalThis, 'n8nRelease') === '1.123' ? describe.skip : describe;
