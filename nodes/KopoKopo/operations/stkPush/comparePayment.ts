import { isRecord, isSameTill, toAmount, valueAt } from '../../payloads/values';
import type { DurableWait } from '../../run/call';

/** Differences are only listed: the result's ID decides, since Kopo Kopo may write an amount or a till in another way. */
export const comparePayment: DurableWait = {
	comparedParameters: ['amount', 'tillNumber'],
	differences(result, { amount, tillNumber }) {
		const paid = valueAt(result, 'data.attributes.event.resource');
		if (!isRecord(paid)) return [];
		const rows = [
			{
				name: 'amount',
				asked: amount,
				told: paid.amount,
				isSame: toAmount(paid.amount) === amount,
			},
			{
				name: 'till',
				asked: tillNumber,
				told: paid.till_number,
				isSame: isSameTill(paid.till_number, tillNumber),
			},
		];
		return rows
			.filter(({ isSame }) => !isSame)
			.map(
				({ name, asked, told }) =>
					`${name}: asked for ${String(asked)}, told ${String(told ?? 'none')}`,
			);
	},
};
