import type { Field } from '../../parameters/field';
import type { Call } from '../../run/call';

export interface Operation {
	name: string;
	value: string;
	/** As n8n's list of actions shows it, in sentence case and without articles. */
	action: string;
	description: string;
	/** In the order in which n8n shows them. */
	fields: readonly Field[];
	call: Call;
}

export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
	/** Value of the operation of a new node. */
	default: string;
}
