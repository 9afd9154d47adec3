import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';
import { example } from './example.mts';

export interface CheckoutAddresses {
	/** Of n8n. */
	n8n: string;
	/** The last part of the form's address. */
	path: string;
	/** Of the simulator's page, on which the customer's phone rings. */
	phone: string;
}

export const formUrl = ({ n8n, path }: CheckoutAddresses): string => `${n8n}/form/${path}`;

/** The checkout example with its till and its credential, and a note that links to the form and the phone. */
export async function readyCheckout(
	credential: Credential,
	addresses: CheckoutAddresses,
): Promise<WorkflowDraft> {
	const draft = await example('checkout', [credential], {
		'Ask for the payment': { tillNumber: 'K123456' },
		'Find the payment': { scopeReference: 'K123456' },
		'Checkout form': { options: { buttonLabel: 'Continue', path: addresses.path } },
	});
	return { ...draft, nodes: [...draft.nodes, note(addresses)] };
}

const note = (addresses: CheckoutAddresses): WorkflowNode => ({
	name: 'Try it',
	type: 'n8n-nodes-base.stickyNote',
	typeVersion: 1,
	position: [-520, -820],
	parameters: {
		content: [
			'## Ready to try',
			'',
			'In this demo, the till and the credential are set, and the workflow is published.',
			'',
			`1. Open [the checkout](${formUrl(addresses)}), fill in the form and select **Continue**.`,
			`2. Open [the customer's phone](${addresses.phone}) and select **Pay**.`,
		].join('\n'),
		width: 440,
		height: 160,
		color: 5,
	},
});
