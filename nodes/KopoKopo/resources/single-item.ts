import type { IExecuteFunctions, IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * One item of a run, as a routing would see it: n8n gives a custom operation the whole run, while the
 * package's checks and fields are about one item.
 */
export function singleItem(context: IExecuteFunctions, item: number): IExecuteSingleFunctions {
	const view: Partial<IExecuteSingleFunctions> = {
		getItemIndex: () => item,
		getNodeParameter: (name: string, fallback?: unknown, options?: object) =>
			context.getNodeParameter(name, item, fallback, options) as object,
		getCredentials: async (type) => await context.getCredentials(type, item),
		evaluateExpression: (expression) => context.evaluateExpression(expression, item),
	};
	return Object.assign(Object.create(context), view) as IExecuteSingleFunctions;
}
