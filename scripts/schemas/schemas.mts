import { schemaOf, type Schema } from './infer.mts';
import { sampleOutputs } from './samples.mts';

export const schemaFolder = 'nodes/KopoKopo/__schema__/v1.0.0';

/** The output schema of every operation, by the file that holds it below {@link schemaFolder}. */
export async function outputSchemas(): Promise<Map<string, Schema & { version: number }>> {
	const outputs = await sampleOutputs();
	return new Map(
		[...outputs].map(([operation, samples]) => [
			`${operation}.json`,
			{ ...schemaOf(samples), version: 1 },
		]),
	);
}
