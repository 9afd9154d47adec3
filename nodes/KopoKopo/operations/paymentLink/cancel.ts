import { endpoints } from '../../api/endpoints';
import { apiOrigin } from '../../api/environments';
import { reasonOf } from '../../api/error-text';
import { idOfLocation } from '../../api/location';
import { unreadable } from '../../api/unreadable';
import { isRecord } from '../../payloads/values';
import type { Call } from '../../run/call';
import { locationOf } from '../shared/calls';

const { paymentLink } = endpoints;

export const cancelCall: Call = {
	request: (item) => ({ method: 'POST', path: `${locationOf(paymentLink, item)}/cancel` }),
	read(response, item) {
		const body: unknown = response.body;
		const message = reasonOf(isRecord(body) ? body.message : body);
		// The page of a gateway, such as a login: customers can still pay.
		if (message === undefined && typeof body === 'string' && body !== '') {
			throw unreadable(response, 'a readable message');
		}
		const path = locationOf(paymentLink, item);
		return [
			{
				id: idOfLocation(path),
				location: `${apiOrigin(item.credentials)}${path}`,
				cancelled: true,
				message: message ?? null,
			},
		];
	},
	movesMoney: false,
};
