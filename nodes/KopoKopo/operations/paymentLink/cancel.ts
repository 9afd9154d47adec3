import { endpoints } from '../../api/endpoints';
import { apiOrigin } from '../../api/environments';
import { reasonOf } from '../../api/error-text';
import { idOfLocation } from '../../api/location';
import { isRecord } from '../../payloads/values';
import type { Call } from '../../run/call';
import { locationOf } from '../shared/calls';

const { paymentLink } = endpoints;

export const cancelCall: Call = {
	request: (item) => ({ method: 'POST', path: `${locationOf(paymentLink, item)}/cancel` }),
	read: ({ body }, item) => {
		const path = locationOf(paymentLink, item);
		return [
			{
				id: idOfLocation(path),
				location: `${apiOrigin(item.credentials)}${path}`,
				cancelled: true,
				message: reasonOf(isRecord(body) ? body.message : body) ?? null,
			},
		];
	},
	movesMoney: false,
};
