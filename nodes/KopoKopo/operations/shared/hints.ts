import type { NodeHint } from 'n8n-workflow';

import type { MoneyDirection } from '../../api/endpoints';

/** Kenyan mobile prefixes of Airtel and Telkom. A number may have moved to another network, so this only warns. */
const otherNetworks = /^(?:\+?254|0)(?:10\d|73\d|75[0-6]|762|77\d|78\d)/;

/** Hints in the output panel. n8n shows a hint only if its condition returns a boolean. */
export const hints: NodeHint[] = [
	{
		// n8n marks an empty required field, but never a number (n8n-workflow, `getParameterIssues`).
		message: 'Enter an amount greater than 0',
		type: 'warning',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition:
			'={{ $parameter["amount"] === 0 && $parameter["settlementType"] !== "blind" }}',
	},
	{
		message: 'Enter the M-PESA receipt, the phone number, or both',
		type: 'warning',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition:
			'={{ $parameter["operation"] === "findPayment" && $parameter["reference"] === "" && $parameter["phoneNumber"] === "" }}',
	},
	{
		message: 'The phone number looks like one of another network. Check Network.',
		type: 'warning',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ [$parameter, ...(($parameter["destinations"] || {}).destination || [])].some((one) => one.network === "Safaricom" && ${String(otherNetworks)}.test(String(one.phoneNumber).replace(/[\\s-]/g, ""))) }}`,
	},
	{
		message:
			"Sent, not paid yet. Turn on 'Wait for Result' to get the result, or use Get Status later.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition:
			'={{ $parameter["waitForResult"] === false && !["polling", "sms"].includes($parameter["resource"]) }}',
	},
];

/** Read by n8n's AI workflow builder on every operation that moves money. */
export const moneyHints: Record<MoneyDirection, string> = {
	in: 'Asks a customer for money. The node also succeeds if the customer does not pay: continue only if paid is true. null means not known yet.',
	out: 'Sends money out of the account. Continue only if moneyMoved is true. null means not known yet: never send again because of it.',
};
