import { internalsOf } from './internals';

/** When the first node of the execution started, in milliseconds since the epoch. n8n copies it to a Retry. */
export function firstStart(context: object): number | undefined {
	const { resultData } = internalsOf(context).runExecutionData ?? {};
	const runs = Object.values(resultData?.runData ?? {}).flat();
	return runs.length > 0 ? Math.min(...runs.map(({ startTime }) => startTime)) : undefined;
}
