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

/** What n8n-core's contexts have (`NodeExecutionContext`) and n8n-workflow does not declare. */
export interface Internals {
	additionalData?: IWorkflowExecuteAdditionalData & { hooks?: LifecycleHooks };
	executeData?: IExecuteData;
	runExecutionData?: IRunExecutionData;
}

/** The undeclared parts of a context. Any of them may be missing in another version of n8n. */
export const internalsOf = (context: object): Internals => context;
