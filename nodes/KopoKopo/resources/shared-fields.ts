import type { INodeProperties } from 'n8n-workflow';

/** The fields of an operation, in the order in which they show. */
export interface FieldList {
	resource: string;
	operation: string;
	fields: INodeProperties[];
}

interface Shared {
	field: INodeProperties;
	definition: string;
	/** The operations that show it. */
	users: FieldList[];
}

const valuesOf = (users: FieldList[], key: 'resource' | 'operation') => [
	...new Set(users.map((user) => user[key])),
];

/** Whether a field for these resources and operations would show in these operations and no other. */
function isExact(users: FieldList[], lists: readonly FieldList[]): boolean {
	const [resources, operations] = [valuesOf(users, 'resource'), valuesOf(users, 'operation')];
	return lists.every(
		(list) =>
			users.includes(list) ||
			!resources.includes(list.resource) ||
			!operations.includes(list.operation),
	);
}

/**
 * One property for what several operations have in common, each operation's fields in their order.
 *
 * For every property that bears a parameter's name, n8n evaluates the parameter once per item, shown or
 * not (n8n-core, `RoutingNode.runNode`): with expressions in them, that is most of the time a node takes.
 */
export function shareFields(lists: readonly FieldList[]): INodeProperties[] {
	const shared: Shared[] = [];
	for (const list of lists) {
		let last = -1;
		for (const field of list.fields) {
			const definition = JSON.stringify(field);
			const twin = shared.findIndex(
				({ definition: other, users }, index) =>
					index > last && other === definition && isExact([...users, list], lists),
			);
			if (twin >= 0) shared[twin]!.users.push(list);
			else shared.splice(last + 1, 0, { field, definition, users: [list] });
			last = twin >= 0 ? twin : last + 1;
		}
	}
	return shared.map(({ field, users }) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: valuesOf(users, 'resource'),
				operation: valuesOf(users, 'operation'),
				...field.displayOptions?.show,
			},
		},
	}));
}
