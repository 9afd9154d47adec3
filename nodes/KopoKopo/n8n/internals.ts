import type {
	ExecutionStatus,
	IExecuteData,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** Calls back at events of one execution (n8n-core, `ExecutionLifecycleHooks`). */
export interface LifecycleHooks {
	addHandler(
		name: 'workflowExecuteAfter',
		handler: (run: { status?: ExecutionStatus }) => Promise<void>,
	): void;
}

/** What n8n-core's contexts have (`NodeExecutionContext`) and n8n-workflow does not declare. Any of it may be missing. */
export interface Internals {
	additionalData?: IWorkflowExecuteAdditionalData & {
		hooks?: LifecycleHooks;
		/** Answers requests instead of the API (n8n, `EvalExecutionService`; seen from 2.20 on). */
		evalLlmMockHandler?: unknown;
	};
	executeData?: IExecuteData;
	/** The node itself, of which `getNode` returns a copy. */
	node?: { id: string };
	runExecutionData?: IRunExecutionData;
}

export const internalsOf = (context: object): Internals => context;
