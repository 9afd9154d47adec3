import type { ExecutionStatus, ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

type Handler = (run: { status?: ExecutionStatus }) => Promise<void>;

type HelperName = 'add' | 'count' | 'clear';

/** Rows of n8n's deduplication store, by name, which its helpers read and write whole. */
export class DedupRows {
	readonly rows = new Map<string, string[]>();

	/** What n8n's helpers were called with. */
	readonly calls: Array<[HelperName, number]> = [];

	/** Called before each call, to fail or to do what another process does. */
	beforeCall: (name: HelperName, row: string) => void = () => undefined;

	/** Called between the reading and the writing of a row. */
	beforeWrite: (row: string) => void = () => undefined;

	/** An execution of a node in a process of its own, unless others have the same workflow ID. */
	execution({ nodeId = 'node', workflowId = 'workflow', hasHooks = true } = {}) {
		const handlers: Handler[] = [];
		const hooks = { addHandler: (_name: string, handler: Handler) => handlers.push(handler) };
		const node = { id: nodeId };
		const context = {
			node,
			helpers: this.helpersOf(node),
			getWorkflow: () => ({ id: workflowId }),
			getNode: () => ({ id: nodeId }),
			additionalData: hasHooks ? { hooks } : {},
		} as unknown as IExecuteFunctions;
		const end = async (status?: ExecutionStatus) => {
			for (const handler of handlers) await handler({ status });
		};
		return { context, node, handlers, end };
	}

	private helpersOf(node: { id: string }) {
		return {
			checkProcessedAndRecord: async (
				values: string[],
				scope: string,
				{ mode, maxEntries = Infinity }: ICheckProcessedOptions,
			) => {
				const row = node.id;
				this.call('add', row, values.length);
				expect([scope, mode]).toEqual(['node', 'entries']);
				const known = this.rows.get(row);
				const added = values.filter((value) => !known?.includes(value));
				this.beforeWrite(row);
				if (!known && this.rows.has(row)) throw new Error('UNIQUE constraint failed');
				const all = [...(known ?? []), ...added];
				this.rows.set(row, all.slice(Math.max(0, all.length - maxEntries)));
				return { new: added, processed: values.filter((value) => known?.includes(value)) };
			},
			clearAllProcessedItems: async () => {
				const row = node.id;
				this.call('clear', row);
				this.rows.delete(row);
			},
			getProcessedDataCount: async () => {
				const row = node.id;
				this.call('count', row);
				return this.rows.get(row)?.length ?? 0;
			},
		};
	}

	private call(name: HelperName, row: string, size = 0): void {
		this.calls.push([name, size]);
		this.beforeCall(name, row);
	}
}
