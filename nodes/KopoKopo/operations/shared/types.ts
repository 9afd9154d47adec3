import type { IParameterBuilderHint } from 'n8n-workflow';

import type { Field } from '../../parameters/field';
import type { Call } from '../../run/call';

export interface Operation {
	name: string;
	value: string;
	/** An AI agent that has the node as a tool reads only this text (n8n-workflow, `makeDescription`). */
	action: string;
	description: string;
	/** What n8n's AI workflow builder reads when it chooses an operation. */
	builderHint?: IParameterBuilderHint;
	fields: readonly Field[];
	call: Call;
}

export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
	default: string;
}
