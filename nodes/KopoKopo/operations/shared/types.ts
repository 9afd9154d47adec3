import type { Field } from '../../parameters/field';
import type { Call } from '../../run/call';

export interface Operation {
	name: string;
	value: string;
	action: string;
	description: string;
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
