import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { kopoKopoCredential } from '../support/workflows/credential.mts';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment();
});

afterAll(() => env.close());

describe("the credential's Test button", () => {
	it('accepts the keys of the application', async () => {
		expect(await env.rest.testCredential(env.credential)).toMatchObject({ status: 'OK' });
	});

	it('says that the keys are wrong, and what to do', async () => {
		const { name, type, data } = kopoKopoCredential(env.simulator);
		const mistaken = await env.rest.createCredential({
			name,
			type,
			data: { ...data, clientSecret: 'not the secret' },
		});

		expect(await env.rest.testCredential(mistaken)).toEqual({
			status: 'Error',
			message:
				'Kopo Kopo did not accept the client ID or secret (401). Copy both again from the same application in the Kopo Kopo dashboard, and check the environment.',
		});
	});
});
