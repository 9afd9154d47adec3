import { useBench } from '../../support/simulator/bench.mts';
import { request } from '../../support/simulator/samples.mts';
import { textAt } from '../json.mts';

const bench = useBench();

const bodyFor = (reference: string) =>
	request('transaction_sms_notification', bench.receiver.url, {
		webhook_event_reference: reference,
	});
const notify = async (reference: string) => {
	const location = await bench.create('v1/transaction_sms_notifications', bodyFor(reference));
	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Pending' });
	await bench.clock.advance(2000);
	return await bench.attributesAt(location);
};
const idOf = async (event: string) => {
	await bench.subscribe(event);
	await bench.simulator.payTill({ tillNumber: '123456', amount: 5, event });
	return textAt(bench.received(event)[0] ?? {}, 'id');
};

it('sends an SMS to the customer of a webhook', async () => {
	const id = await idOf('buygoods_transaction_received');

	expect(await notify(id)).toEqual({
		status: 'Success',
		message: 'Thank you',
		webhook_event_reference: id,
		_links: expect.anything(),
	});
});

it('fails with a test reference that fails', async () => {
	expect(await notify('70000000-0000-4000-8000-000000000003')).toMatchObject({
		status: 'Failed',
		errors: ['The balance is insufficient for the transaction'],
	});
});

it('rejects a webhook of another event and an unknown one', async () => {
	for (const reference of [await idOf('b2b_transaction_received'), 'unknown']) {
		expect(
			await bench.attempt('v1/transaction_sms_notifications', bodyFor(reference)),
		).toMatchObject({
			status: 400,
			body: { error_message: 'Webhook event reference is invalid' },
		});
	}
});
