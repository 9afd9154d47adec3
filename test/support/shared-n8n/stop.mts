import { shutdown } from '../host/shutdown.mts';

/** Stops n8n and removes its folder. */
export default async function stopSharedN8n(): Promise<void> {
	await shutdown();
}
