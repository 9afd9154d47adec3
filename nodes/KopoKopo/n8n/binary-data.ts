import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { isRecord } from '../payloads/values';

/** Where n8n 2 moves binary data in a workflow whose `binaryMode` is `combined` (n8n-core, `convertBinaryData`). */
const keyInJson = '_files';

/** The binary data of an item, by the name of its field. */
export function binaryDataOf({ binary, json }: INodeExecutionData): Map<string, IBinaryData> {
	const inJson = json[keyInJson];
	const all = { ...(isRecord(inJson) && inJson), ...binary } as Record<string, IBinaryData>;
	return new Map(Object.entries(all));
}

/** Whether a value is binary data, which an expression can return (n8n-workflow, `isBinaryValue`, since n8n 2). */
export const isBinaryData = (value: unknown): value is IBinaryData =>
	isRecord(value) && 'mimeType' in value && 'data' in value;
