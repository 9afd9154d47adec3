import type { Field } from '../../parameters/field';
import type { Call } from '../../run/call';

export interface Operation {
	/** In Title Case, for the list. */
	name: string;
	value: string;
	/** What it does, in a few words, for the node's panel. */
	action: string;
	description: string;
	/** Its parameters, in the order in which they show and are read. */
	fields: readonly Field[];
	call: Call;
}

export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
	/** Value of the operation that a new node begins with. */
	default: string;
}
