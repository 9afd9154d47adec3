import { errorsOf } from './errors';
import { requestPaid } from './statuses';
import { valueAt, wordAt } from './values';

export type FailureReason =
	| 'busy'
	| 'cancelled'
	| 'expired'
	| 'insufficientFunds'
	| 'other'
	| 'unreachable'
	| 'wrongPin';

interface KnownText {
	/** M-PESA's result code. Kopo Kopo sends only its text. */
	code: number;
	/** Fits the text with and without M-PESA's prefix, such as `[STK_CB - ]`, and the full stop at its end. */
	text: RegExp;
	reason: FailureReason;
	source: string;
}

const kopoKopoFixtures =
	'fixtures of k2-connect-php, k2-connect-flutter and the WooCommerce plugin';
const darajaDocs = 'Safaricom, Daraja: M-PESA Express, result codes';
const darajaCallbacks = 'callbacks of the Daraja API, as published by several integrations';

/** M-PESA's known texts. The first that fits decides. */
export const knownTexts: readonly KnownText[] = [
	{
		code: 1,
		text: /balance is insufficient/i,
		reason: 'insufficientFunds',
		source: kopoKopoFixtures,
	},
	{
		code: 17,
		text: /limit rule|rule limited/i,
		reason: 'other',
		source: 'Flutterwave, Common mobile money transaction errors',
	},
	{
		code: 1001,
		text: /unable to lock subscriber|transaction is already in process/i,
		reason: 'busy',
		source: darajaDocs,
	},
	{
		code: 1019,
		text: /transaction (has )?expired|no MO has been received/i,
		reason: 'expired',
		source: darajaDocs,
	},
	{
		code: 1025,
		text: /while sending (a )?push request/i,
		reason: 'unreachable',
		source: `${darajaDocs}; the text of 9999 is the same`,
	},
	{
		code: 1032,
		text: /cancell?ed by (the )?user/i,
		reason: 'cancelled',
		source: darajaDocs,
	},
	{
		// The prompt arrived, but the answer came too late.
		code: 1036,
		text: /SMSC ACK timeout/i,
		reason: 'expired',
		source: darajaCallbacks,
	},
	{
		code: 1037,
		text: /DS timeout|user cannot be reached/i,
		reason: 'unreachable',
		source: darajaDocs,
	},
	{
		code: 1037,
		text: /no response from (the )?user/i,
		reason: 'unreachable',
		source: darajaCallbacks,
	},
	{
		// M-PESA's text for a wrong PIN.
		code: 2001,
		text: /initiator information is invalid/i,
		reason: 'wrongPin',
		source: kopoKopoFixtures,
	},
];

export function failureReasonOf(attributes: unknown): FailureReason | null {
	const isFailed = wordAt(attributes, 'status') === 'failed' && requestPaid(attributes) === false;
	if (!isFailed) return null;
	const errors = errorsOf(valueAt(attributes, 'event'), attributes);
	const known = knownTexts.find(({ text }) => errors.some((error) => text.test(error)));
	return known?.reason ?? 'other';
}
