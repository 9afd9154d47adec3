import { openBench, type Bench } from '../support/shared-n8n/bench.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';

let bench: Bench;

beforeAll(async () => {
	bench = await openBench();
});

afterAll(() => bench.close());

describe("the credential's Test button", () => {
	it('accepts the keys of the application', async () => {
		expect(await bench.rest.testCredential(bench.credential)).toMatchObject({ status: 'OK' });
	});

	it("shows Kopo Kopo's own reason when the secret is wrong", async () => {
		const { name, type, data } = kopoKopoCredential(bench.simulator);
		const mistaken = await bench.rest.createCredential({
			name,
			type,
			data: { ...data, clientSecret: 'not the secret' },
		});
		const refusal = await fetch(`${bench.simulator.url}/oauth/token`, {
			method: 'POST',
			body: new URLSearchParams({
				client_id: bench.simulator.application.clientId,
				client_secret: 'not the secret',
				grant_type: 'client_credentials',
			}),
		});
		const { error_description } = (await refusal.json()) as { error_description: string };

		expect(await bench.rest.testCredential(mistaken)).toEqual({
			status: 'Error',
			message: expect.stringContaining(error_description) as string,
		});
	});
});
