import type { PostReceiveAction } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { apiOrigin } from '../../api/environments';
import { kopoKopoWords } from '../../api/errors';
import { idOfLocation, resourcePathOf } from '../../api/location';
import { credentialName } from '../../api/names';
import { addressResource, itemsOf, type Call } from '../call';

const { paymentLink } = endpoints;

const confirm: PostReceiveAction = async function (_items, response) {
	const origin = apiOrigin(await this.getCredentials(credentialName));
	const entered = this.getNodeParameter('location', '');
	const path = resourcePathOf(entered, paymentLink, origin, 'v2');
	return itemsOf(this, [
		{
			id: idOfLocation(path),
			location: `${origin}${path}`,
			cancelled: true,
			message: kopoKopoWords(response.body) ?? null,
		},
	]);
};

/** Cancels the link that the Location parameter names: a POST without a body. */
export const cancelCall: Call = {
	method: 'POST',
	address: addressResource(paymentLink, '/cancel'),
	answer: [confirm],
};
