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

	it('says that the keys are wrong, and what to do', async () => {
		const { name, type, data } = kopoKopoCredential(bench.simulator);
		const mistaken = await bench.rest.createCredential({
			name,
			type,
			data: { ...data, clientSecret: 'not the secret' },
		});

		expect(await bench.rest.testCredential(mistaken)).toEqual({
			status: 'Error',
			message:
				'Kopo Kopo did not accept the client ID or secret (401). Copy both again from the same application in the Kopo Kopo dashboard, and check the environment.',
		});
	});
});
