import type { IWebhookFunctions } from 'n8n-workflow';

/**
 * Calls back when n8n ends the response to a webhook, with its status. With 2xx, n8n has stored the execution by
 * then (since 2.14). The response's `finish` event does not do: it never comes if the sender has hung up.
 */
export function onResponseEnd(
	response: ReturnType<IWebhookFunctions['getResponseObject']>,
	callBack: (status: number) => void,
): void {
	const { end } = response;
	response.end = (...args: unknown[]) => {
		response.end = end;
		callBack(response.statusCode);
		return Reflect.apply(end, response, args) as typeof response;
	};
}
