const isBefore2 = Reflect.get(globalThis, 'n8nRelease') === '1.123';

/** For what n8n 1 does not have. */
export const describeSince2 = isBefore2 ? describe.skip : describe;

/** For what only n8n 1 does. */
export const itBefore2 = isBefore2 ? it : it.skip;
